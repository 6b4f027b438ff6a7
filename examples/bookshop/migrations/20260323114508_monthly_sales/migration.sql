-- For the Monday report. Refreshed every night by the scheduler.
CREATE MATERIALIZED VIEW monthly_sales AS
SELECT date_trunc('month', o.placed_at AT TIME ZONE 'UTC')::date AS month,
       e.book_id,
       sum(l.quantity) AS copies,
       sum(l.line_total) AS revenue
  FROM orders o
  JOIN order_lines l ON l.order_id = o.id
  JOIN editions e ON e.id = l.edition_id
 WHERE o.status NOT IN ('CART', 'CANCELLED', 'RETURNED')
 GROUP BY 1, 2;

-- REFRESH CONCURRENTLY needs a unique index.
CREATE UNIQUE INDEX monthly_sales_key ON monthly_sales (month, book_id);

CREATE FUNCTION refresh_monthly_sales() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    REFRESH MATERIALIZED VIEW CONCURRENTLY monthly_sales;
END
$$;

COMMENT ON MATERIALIZED VIEW monthly_sales IS 'Copies and revenue per book and month, as of last night';
