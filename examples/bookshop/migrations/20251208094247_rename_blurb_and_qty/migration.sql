-- Deployed together with release 1.9, which knows the new names.
ALTER TABLE "books" RENAME COLUMN "blurb" TO "description";

ALTER TABLE "order_lines" RENAME COLUMN "qty" TO "quantity";
ALTER TABLE "order_lines" RENAME CONSTRAINT "order_lines_qty_check" TO "order_lines_quantity_check";

ALTER TYPE "movement_kind" RENAME VALUE 'COUNT' TO 'STOCKTAKE';

COMMENT ON COLUMN "books"."description" IS 'Plain text, shown on the book page. Was blurb.';
