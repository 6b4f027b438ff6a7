-- Replaces the hosted search. Title counts most.
ALTER TABLE "books"
    ADD COLUMN "search" tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('english', coalesce("title", '')), 'A') ||
        setweight(to_tsvector('english', coalesce("subtitle", '')), 'B') ||
        setweight(to_tsvector('english', coalesce("description", '')), 'C')
    ) STORED;

CREATE INDEX "books_search_idx" ON "books" USING GIN ("search");

CREATE FUNCTION search_books(words text, max_rows integer DEFAULT 20)
RETURNS TABLE (book_id bigint, title text, rank real)
LANGUAGE sql STABLE
AS $$
    SELECT b.id, b.title, ts_rank(b.search, q)
      FROM books b, websearch_to_tsquery('english', words) AS q
     WHERE b.search @@ q
     ORDER BY ts_rank(b.search, q) DESC, b.title
     LIMIT max_rows;
$$;

-- What people look for and do not find.
CREATE TABLE "search_misses" (
    "id" BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "words" TEXT NOT NULL,
    "customer_id" BIGINT REFERENCES "customers" ("id") ON DELETE SET NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
