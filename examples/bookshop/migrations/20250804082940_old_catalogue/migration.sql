-- First batch from the old shop. ISBNs are as they were typed there, some with hyphens.

INSERT INTO authors (name, sort_name, born) VALUES
    ('Maren Oakley',    'Oakley, Maren',    1961),
    ('Tomas Brandreth', 'Brandreth, Tomas', 1948),
    ('Ines Calloway',   'Calloway, Ines',   1979),
    ('Pádraig Ó Lorn',  'Lorn, Pádraig Ó',  1985);

INSERT INTO books (title, subtitle, blurb, language, first_published) VALUES
    ('The Salt Road',       NULL,                      'A courier, a border, a winter that will not end.', 'en', 1994),
    ('Lamps of Harrow Bay', 'A Harrow Bay Mystery',    'The lighthouse keeper has been dead for a week; the lamp still burns.', 'en', 2008),
    ('Bread, Slowly',       'Forty loaves for patient people', NULL, 'en', 2016),
    ('North by Bicycle',    NULL,                      'From Cork to the Arctic Circle with two panniers.', 'en', 2019),
    ('The Owl''s Umbrella', NULL,                      'For readers from four to seven.', 'en', 2021);

INSERT INTO book_authors (book_id, author_id, role, position)
SELECT b.id, a.id, v.role, v.position
  FROM (VALUES
        ('The Salt Road',       'Tomas Brandreth', 'author',      1),
        ('Lamps of Harrow Bay', 'Maren Oakley',    'author',      1),
        ('Bread, Slowly',       'Ines Calloway',   'author',      1),
        ('North by Bicycle',    'Pádraig Ó Lorn',  'author',      1),
        ('The Owl''s Umbrella', 'Maren Oakley',    'author',      1),
        ('The Owl''s Umbrella', 'Ines Calloway',   'illustrator', 2)
       ) AS v (title, author, role, position)
  JOIN books b ON b.title = v.title
  JOIN authors a ON a.name = v.author;

INSERT INTO book_genres (book_id, genre)
SELECT b.id, v.genre
  FROM (VALUES
        ('The Salt Road',       'fiction'),
        ('Lamps of Harrow Bay', 'crime'),
        ('Bread, Slowly',       'cooking'),
        ('North by Bicycle',    'travel'),
        ('The Owl''s Umbrella', 'children')
       ) AS v (title, genre)
  JOIN books b ON b.title = v.title;

INSERT INTO editions (book_id, isbn, format, publisher, pages, price, published_on)
SELECT b.id, v.isbn, v.format::edition_format, v.publisher, v.pages, v.price, v.published_on::date
  FROM (VALUES
        ('The Salt Road',       '978-1-912340-01-9', 'PAPERBACK', 'Fell & Marsh',   352, 9.99,  '2011-05-12'),
        ('The Salt Road',       NULL,                'HARDCOVER', 'Brandreth',      340, 24.00, '1994-10-01'),
        ('Lamps of Harrow Bay', '978-1-912340-02-6', 'PAPERBACK', 'Fell & Marsh',   288, 8.99,  '2009-03-05'),
        ('Lamps of Harrow Bay', '9781912340026',     'PAPERBACK', 'Fell and Marsh', 288, 8.99,  '2009-03-05'),
        ('Bread, Slowly',       '9781912340033',     'HARDCOVER', 'Ember Kitchen',  216, 22.50, '2016-09-22'),
        ('North by Bicycle',    '978-1-912340-04-0', 'PAPERBACK', 'Wayfarer',       264, 10.99, '2020-02-20'),
        ('North by Bicycle',    '978-1-912340-05-7', 'EBOOK',     'Wayfarer',       NULL, 5.99, '2020-02-20'),
        ('The Owl''s Umbrella', '9781912340064',     'HARDCOVER', 'Small Lantern',  32,  12.99, '2021-11-04')
       ) AS v (title, isbn, format, publisher, pages, price, published_on)
  JOIN books b ON b.title = v.title
 ORDER BY b.id, v.published_on::date, v.isbn COLLATE "C";

-- Opening stock as counted on 1 August.
INSERT INTO stock_movements (warehouse_id, edition_id, kind, quantity, note, moved_at)
SELECT w.id, e.id, 'COUNT', 12, 'opening count', '2025-08-01 18:00:00+00'
  FROM editions e
  JOIN warehouses w ON w.code = 'LDS'
 WHERE e.format IN ('HARDCOVER', 'PAPERBACK');
