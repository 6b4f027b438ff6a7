DROP INDEX "books_slug_key";
ALTER TABLE "books" DROP COLUMN "slug";
DROP FUNCTION slugify(text);
