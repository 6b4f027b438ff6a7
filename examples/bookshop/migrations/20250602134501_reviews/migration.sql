-- CreateTable
CREATE TABLE "reviews" (
    "id" BIGINT GENERATED ALWAYS AS IDENTITY,
    "book_id" BIGINT NOT NULL,
    "customer_id" BIGINT NOT NULL,
    "rating" SMALLINT NOT NULL,
    "headline" TEXT,
    "body" TEXT,
    "visible" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reviews_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "reviews_rating_check" CHECK ("rating" BETWEEN 1 AND 5),
    CONSTRAINT "reviews_body_check" CHECK (length("body") <= 5000)
);

-- One review per customer and book.
CREATE UNIQUE INDEX "reviews_book_id_customer_id_key" ON "reviews"("book_id", "customer_id");

-- CreateIndex
CREATE INDEX "reviews_customer_id_idx" ON "reviews"("customer_id");

-- AddForeignKey
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_book_id_fkey" FOREIGN KEY ("book_id") REFERENCES "books"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Kept on the book, so that lists need no join.
ALTER TABLE "books"
    ADD COLUMN "rating_count" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "rating_sum" INTEGER NOT NULL DEFAULT 0;

CREATE FUNCTION count_rating() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('UPDATE', 'DELETE') AND OLD.visible THEN
        UPDATE books
           SET rating_count = rating_count - 1, rating_sum = rating_sum - OLD.rating
         WHERE id = OLD.book_id;
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') AND NEW.visible THEN
        UPDATE books
           SET rating_count = rating_count + 1, rating_sum = rating_sum + NEW.rating
         WHERE id = NEW.book_id;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER reviews_count
    AFTER INSERT OR DELETE OR UPDATE OF rating, visible ON reviews
    FOR EACH ROW EXECUTE FUNCTION count_rating();
