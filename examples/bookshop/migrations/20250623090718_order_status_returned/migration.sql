-- AlterEnum
-- New values cannot be used before this is committed. Keep them alone in this file.
ALTER TYPE "order_status" ADD VALUE 'PARTLY_SHIPPED' BEFORE 'SHIPPED';
ALTER TYPE "order_status" ADD VALUE 'RETURNED' AFTER 'DELIVERED';
