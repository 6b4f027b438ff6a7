-- Carriers' callbacks look a parcel up by its code. Until now it sat in the label.
ALTER TABLE "shipments" ADD COLUMN "tracking_code" TEXT;

UPDATE "shipments" SET "tracking_code" = "label" ->> 'tracking' WHERE "tracking_code" IS NULL;

CREATE INDEX CONCURRENTLY "shipments_tracking_code_idx" ON "shipments"("tracking_code");

-- Never used: there are three carriers.
DROP INDEX CONCURRENTLY "shipments_carrier_idx";

COMMENT ON COLUMN "shipments"."tracking_code" IS 'As the carrier prints it. Not unique: carriers use codes again.';
