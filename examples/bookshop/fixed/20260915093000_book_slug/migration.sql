-- Book pages get readable addresses: /books/the-salt-road-1
ALTER TABLE "books" ADD COLUMN "slug" TEXT;

CREATE FUNCTION slugify(words text) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN btrim(regexp_replace(lower(replace(words, '''', '')), '[^a-z0-9]+', '-', 'g'), '-');

-- The number keeps two books of one title apart.
UPDATE "books"
   SET "slug" = slugify("title") || '-' || "id";

CREATE UNIQUE INDEX "books_slug_key" ON "books"("slug");

ALTER TABLE "books" ALTER COLUMN "slug" SET NOT NULL;
