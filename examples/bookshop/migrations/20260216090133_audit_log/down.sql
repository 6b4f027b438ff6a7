-- The log itself is lost. Copy it first if it matters.
DROP TRIGGER vouchers_audit ON vouchers;
DROP TRIGGER orders_audit ON orders;
DROP TRIGGER editions_audit ON editions;
DROP FUNCTION audit_row();
DROP TABLE audit_log;
