-- CreateEnum
CREATE TYPE "payment_method" AS ENUM ('CARD', 'TRANSFER', 'INVOICE');

-- CreateEnum
CREATE TYPE "payment_status" AS ENUM ('OPEN', 'AUTHORISED', 'CAPTURED', 'FAILED', 'REFUNDED');

-- CreateTable
CREATE TABLE "payments" (
    "id" BIGSERIAL NOT NULL,
    "order_id" UUID NOT NULL,
    "method" "payment_method" NOT NULL,
    "status" "payment_status" NOT NULL DEFAULT 'OPEN',
    "amount" DECIMAL(8,2) NOT NULL,
    "reference" VARCHAR(40),
    "captured_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "payments_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "payments_amount_check" CHECK ("amount" > 0)
);

-- CreateIndex
CREATE INDEX "payments_order_id_idx" ON "payments"("order_id");

-- One captured payment per order. Failed attempts may be many.
CREATE UNIQUE INDEX "payments_captured_key" ON "payments"("order_id") WHERE "status" = 'CAPTURED';

-- AddForeignKey
ALTER TABLE "payments" ADD CONSTRAINT "payments_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
