-- CreateEnum
CREATE TYPE "shipment_status" AS ENUM ('PACKED', 'HANDED_OVER', 'DELIVERED', 'LOST');

-- CreateTable
CREATE TABLE "shipments" (
    "id" BIGINT GENERATED ALWAYS AS IDENTITY,
    "order_id" UUID NOT NULL,
    "warehouse_id" SMALLINT NOT NULL,
    "carrier" TEXT NOT NULL,
    "label" JSONB NOT NULL DEFAULT '{}',
    "status" "shipment_status" NOT NULL DEFAULT 'PACKED',
    "shipped_at" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),

    CONSTRAINT "shipments_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "shipments_dates_check" CHECK ("delivered_at" >= "shipped_at"),
    CONSTRAINT "shipments_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "shipments_warehouse_id_fkey" FOREIGN KEY ("warehouse_id") REFERENCES "warehouses"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "shipments_order_id_idx" ON "shipments"("order_id");

-- CreateIndex
CREATE INDEX "shipments_carrier_idx" ON "shipments"("carrier");

-- Backfill: everything so far went out from Leeds by post.
INSERT INTO shipments (order_id, warehouse_id, carrier, status, shipped_at)
SELECT o.id, w.id, 'royalmail',
       CASE o.status WHEN 'DELIVERED' THEN 'DELIVERED' ELSE 'HANDED_OVER' END::shipment_status,
       o.updated_at
  FROM orders o
  JOIN warehouses w ON w.code = 'LDS'
 WHERE o.status IN ('PARTLY_SHIPPED', 'SHIPPED', 'DELIVERED', 'RETURNED');

-- Missing since the start. The table is big: check the old rows later, in a quiet hour.
ALTER TABLE stock_movements
    ADD CONSTRAINT stock_movements_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders (id) NOT VALID;
