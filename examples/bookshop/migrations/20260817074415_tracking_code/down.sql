CREATE INDEX CONCURRENTLY "shipments_carrier_idx" ON "shipments"("carrier");
DROP INDEX CONCURRENTLY "shipments_tracking_code_idx";

-- The code is still in the label.
ALTER TABLE "shipments" DROP COLUMN "tracking_code";
