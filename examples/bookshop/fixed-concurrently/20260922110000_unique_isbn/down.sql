-- Numbers that were taken away do not come back.
ALTER TABLE "editions" DROP CONSTRAINT "editions_isbn13_key";
ALTER TABLE "editions" DROP COLUMN "isbn13";
