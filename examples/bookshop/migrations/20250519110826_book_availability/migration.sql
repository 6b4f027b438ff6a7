-- Read by the list pages. E-books and audio are always in stock.
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
