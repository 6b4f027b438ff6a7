-- CreateTable
CREATE TABLE "genres" (
    "code" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "parent" TEXT,

    CONSTRAINT "genres_pkey" PRIMARY KEY ("code"),
    CONSTRAINT "genres_parent_fkey" FOREIGN KEY ("parent") REFERENCES "genres"("code") DEFERRABLE INITIALLY DEFERRED
);

-- CreateTable
CREATE TABLE "book_genres" (
    "book_id" BIGINT NOT NULL REFERENCES "books"("id") ON DELETE CASCADE,
    "genre" TEXT NOT NULL REFERENCES "genres"("code"),

    CONSTRAINT "book_genres_pkey" PRIMARY KEY ("book_id","genre")
);

-- CreateIndex
CREATE INDEX "book_genres_genre_idx" ON "book_genres"("genre");

-- The shop cannot start without these rows. Genres may come in any order.
INSERT INTO "genres" ("code", "label", "parent") VALUES
    ('children',   'Children''s books',        NULL),
    ('cooking',    'Food & drink; bartending', 'nonfiction'),
    ('crime',      'Crime & mystery',          'fiction'),
    ('fantasy',    'Fantasy',                  'fiction'),
    ('fiction',    'Fiction',                  NULL),
    ('nonfiction', 'Non-fiction',              NULL),
    ('travel',     'Travel',                   'nonfiction')
ON CONFLICT ("code") DO NOTHING;

INSERT INTO "warehouses" ("code", "name", "country") VALUES
    ('LDS', 'Leeds, main warehouse', 'GB'),
    ('CRK', 'Cork, returns and EU',  'IE')
ON CONFLICT ("code") DO NOTHING;
