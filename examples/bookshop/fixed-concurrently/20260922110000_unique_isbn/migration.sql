-- Editions keep the ISBN as it was typed. Compare it without hyphens.
ALTER TABLE "editions"
    ADD COLUMN "isbn13" TEXT GENERATED ALWAYS AS (replace("isbn", '-', '')) STORED;

-- The old shop had some editions twice. The older row keeps the number, the other is merged by the shop team.
UPDATE "editions" AS later
   SET "isbn" = NULL
 WHERE EXISTS (
        SELECT FROM "editions" AS earlier
         WHERE earlier."isbn13" = later."isbn13"
           AND earlier."id" < later."id");

-- Not under a lock: the import job writes all day.
CREATE UNIQUE INDEX CONCURRENTLY "editions_isbn13_key" ON "editions"("isbn13");

ALTER TABLE "editions" ADD CONSTRAINT "editions_isbn13_key" UNIQUE USING INDEX "editions_isbn13_key";
