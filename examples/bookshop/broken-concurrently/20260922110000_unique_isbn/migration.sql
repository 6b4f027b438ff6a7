-- Editions keep the ISBN as it was typed. Compare it without hyphens.
ALTER TABLE "editions"
    ADD COLUMN "isbn13" TEXT GENERATED ALWAYS AS (replace("isbn", '-', '')) STORED;

-- Not under a lock: the import job writes all day.
CREATE UNIQUE INDEX CONCURRENTLY "editions_isbn13_key" ON "editions"("isbn13");

ALTER TABLE "editions" ADD CONSTRAINT "editions_isbn13_key" UNIQUE USING INDEX "editions_isbn13_key";
