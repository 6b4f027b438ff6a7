-- Two people could register as Anna@ and anna@.
UPDATE customers
   SET email = lower(btrim(email))
 WHERE email <> lower(btrim(email));

DROP INDEX "customers_email_key";
CREATE UNIQUE INDEX "customers_email_lower_key" ON "customers" (lower("email"));

ALTER TABLE "customers" ADD CONSTRAINT "customers_email_check" CHECK ("email" LIKE '%_@_%');

-- Backfill: the form left the country empty until May.
UPDATE addresses SET country = 'GB' WHERE country IS NULL;
UPDATE addresses SET postcode = upper(regexp_replace(btrim(postcode), '\s+', ' ', 'g'))
 WHERE country = 'GB' AND postcode IS NOT NULL;

ALTER TABLE "addresses" ALTER COLUMN "country" SET NOT NULL;

-- Holds for new rows at once. Support mends the old ones by hand, then we validate.
ALTER TABLE "addresses"
    ADD CONSTRAINT "addresses_postcode_check"
    CHECK ("country" <> 'GB' OR "postcode" ~ '^[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}$') NOT VALID;
