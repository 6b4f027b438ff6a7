-- Three places computed this, and one of them rounded.
ALTER TABLE "order_lines"
    ADD COLUMN "line_total" DECIMAL(10,2) GENERATED ALWAYS AS ("qty" * "unit_price") STORED;

CREATE FUNCTION order_total(wanted uuid) RETURNS numeric
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT coalesce(sum(l.line_total), 0)
      FROM order_lines l
     WHERE l.order_id = wanted;
END;

COMMENT ON FUNCTION order_total(uuid) IS 'Sum of the lines, before vouchers';
