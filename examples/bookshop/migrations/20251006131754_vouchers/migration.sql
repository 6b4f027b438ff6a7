-- CreateTable
CREATE TABLE "vouchers" (
    "code" TEXT NOT NULL,
    "percent_off" SMALLINT,
    "amount_off" DECIMAL(8,2),
    "valid" TSTZRANGE NOT NULL DEFAULT '[,)',
    "max_uses" INTEGER,
    "used" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "vouchers_pkey" PRIMARY KEY ("code"),
    CONSTRAINT "vouchers_code_check" CHECK ("code" ~ '^[A-Z0-9]{4,20}$'),
    -- Either a percentage or an amount, never both.
    CONSTRAINT "vouchers_off_check" CHECK (num_nonnulls("percent_off", "amount_off") = 1),
    CONSTRAINT "vouchers_percent_off_check" CHECK ("percent_off" BETWEEN 1 AND 100),
    CONSTRAINT "vouchers_used_check" CHECK ("used" <= "max_uses")
);

-- AlterTable
ALTER TABLE "orders"
    ADD COLUMN "voucher_code" TEXT,
    ADD COLUMN "discount" DECIMAL(8,2) NOT NULL DEFAULT 0;

-- AddForeignKey
ALTER TABLE "orders" ADD CONSTRAINT "orders_voucher_code_fkey" FOREIGN KEY ("voucher_code") REFERENCES "vouchers"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- CreateIndex
CREATE INDEX "orders_voucher_code_idx" ON "orders"("voucher_code") WHERE "voucher_code" IS NOT NULL;

INSERT INTO "vouchers" ("code", "percent_off", "valid") VALUES
    ('WELCOME10', 10, '[2025-10-06 00:00:00+00,)');
