-- Fails, and changes nothing, if a row already needs the wider type.
DROP VIEW book_availability;

ALTER TABLE "payments"
    ALTER COLUMN "reference" SET DATA TYPE VARCHAR(40),
    ALTER COLUMN "amount" SET DATA TYPE DECIMAL(8,2);
ALTER TABLE "price_history" ALTER COLUMN "price" SET DATA TYPE DECIMAL(8,2);
ALTER TABLE "editions"
    ALTER COLUMN "pages" SET DATA TYPE SMALLINT,
    ALTER COLUMN "price" SET DATA TYPE DECIMAL(8,2);

CREATE VIEW book_availability AS
SELECT b.id AS book_id,
       b.title,
       count(DISTINCT e.id) AS editions,
       min(e.price) AS lowest_price,
       coalesce(sum(s.on_hand), 0) AS on_hand,
       bool_or(e.format IN ('EBOOK', 'AUDIO') OR s.on_hand > 0) AS available
  FROM books b
  JOIN editions e ON e.book_id = b.id
  LEFT JOIN stock s ON s.edition_id = e.id
 GROUP BY b.id, b.title;

COMMENT ON VIEW book_availability IS 'One row per book that has an edition';
