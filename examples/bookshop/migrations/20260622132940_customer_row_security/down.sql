DROP VIEW my_orders;

DROP POLICY "own_reviews" ON "reviews";
DROP POLICY "visible_reviews" ON "reviews";
DROP POLICY "own_orders" ON "orders";
DROP POLICY "own_addresses" ON "addresses";

ALTER TABLE "reviews" DISABLE ROW LEVEL SECURITY;
ALTER TABLE "orders" DISABLE ROW LEVEL SECURITY;
ALTER TABLE "addresses" DISABLE ROW LEVEL SECURITY;

DROP FUNCTION current_customer();
