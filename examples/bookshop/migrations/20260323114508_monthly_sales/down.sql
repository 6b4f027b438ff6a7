DROP FUNCTION refresh_monthly_sales();
DROP MATERIALIZED VIEW monthly_sales;
