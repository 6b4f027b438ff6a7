-- The self-service API sets app.customer_id for each request. The owner of the tables is not restricted.
CREATE FUNCTION current_customer() RETURNS bigint
LANGUAGE sql STABLE
RETURN nullif(current_setting('app.customer_id', true), '')::bigint;

ALTER TABLE "addresses" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "orders" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "reviews" ENABLE ROW LEVEL SECURITY;

CREATE POLICY "own_addresses" ON "addresses"
    USING ("customer_id" = current_customer())
    WITH CHECK ("customer_id" = current_customer());

CREATE POLICY "own_orders" ON "orders" FOR SELECT
    USING ("customer_id" = current_customer());

-- Everybody reads what is visible, and writes only their own.
CREATE POLICY "visible_reviews" ON "reviews" FOR SELECT
    USING ("visible" OR "customer_id" = current_customer());
CREATE POLICY "own_reviews" ON "reviews" FOR INSERT
    WITH CHECK ("customer_id" = current_customer());

CREATE VIEW my_orders WITH (security_invoker = true) AS
SELECT o.id, o.status, o.placed_at, order_total(o.id) - o.discount AS total, o.currency
  FROM orders o
 WHERE o.status <> 'CART';

COMMENT ON POLICY "own_orders" ON "orders" IS 'Read only: orders are written by checkout';
