-- Support is through the list: no bad postcodes left.
ALTER TABLE "addresses" VALIDATE CONSTRAINT "addresses_postcode_check";
ALTER TABLE "stock_movements" VALIDATE CONSTRAINT "stock_movements_order_id_fkey";

COMMENT ON TABLE "stock_movements" IS 'Append-only. Stock is the sum of these rows.';
COMMENT ON COLUMN "stock_movements"."quantity" IS 'Positive: into the warehouse. Negative: out of it.';
COMMENT ON CONSTRAINT "addresses_postcode_check" ON "addresses" IS 'British postcodes only; others are free text';
