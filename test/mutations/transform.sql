--> setup
CREATE SCHEMA s;
CREATE SCHEMA "Odd . ""s""";
CREATE TYPE "Odd . ""s"""."T , (" AS ENUM ('a');
CREATE FUNCTION s.from_sql (internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'prsd_lextype';
CREATE FUNCTION "Odd . ""s"""."from , (" (internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'prsd_lextype';
CREATE FUNCTION s.to_int (internal) RETURNS int LANGUAGE internal IMMUTABLE AS 'int4recv';
CREATE FUNCTION s.to_odd (internal) RETURNS "Odd . ""s"""."T , (" LANGUAGE internal IMMUTABLE AS 'int4recv';
CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION s.from_sql (internal), TO SQL WITH FUNCTION s.to_int (internal));
CREATE TRANSFORM FOR bigint LANGUAGE plpgsql (FROM SQL WITH FUNCTION s.from_sql (internal));
CREATE TRANSFORM FOR "Odd . ""s"""."T , (" LANGUAGE plpgsql (TO SQL WITH FUNCTION s.to_odd (internal));
COMMENT ON TRANSFORM FOR "Odd . ""s"""."T , (" LANGUAGE plpgsql IS E'two\nlines';

--> expect unexpected transform for smallint language sql
CREATE TRANSFORM FOR smallint LANGUAGE sql (FROM SQL WITH FUNCTION s.from_sql (internal));

--> expect unexpected transform for "Odd . ""s"""."T , (" language sql
CREATE TRANSFORM FOR "Odd . ""s"""."T , (" LANGUAGE sql (TO SQL WITH FUNCTION s.to_odd (internal), FROM SQL WITH FUNCTION s.from_sql (internal));

--> expect missing transform for integer language sql
DROP TRANSFORM FOR int LANGUAGE sql;

--> expect missing transform for bigint language plpgsql
DROP TRANSFORM FOR bigint LANGUAGE plpgsql;

--> expect missing transform for "Odd . ""s"""."T , (" language plpgsql
DROP TRANSFORM FOR "Odd . ""s"""."T , (" LANGUAGE plpgsql;

--> expect altered transform for integer language sql
--> attributes to_sql
CREATE OR REPLACE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION s.from_sql (internal));

--> expect altered transform for integer language sql
--> attributes from_sql
CREATE OR REPLACE TRANSFORM FOR int LANGUAGE sql (TO SQL WITH FUNCTION s.to_int (internal));

--> expect altered transform for bigint language plpgsql
--> attributes from_sql
CREATE OR REPLACE TRANSFORM FOR bigint LANGUAGE plpgsql (FROM SQL WITH FUNCTION "Odd . ""s"""."from , (" (internal));

--> expect altered transform for integer language sql
--> attributes comment
COMMENT ON TRANSFORM FOR int LANGUAGE sql IS 'of numbers';

--> expect altered transform for "Odd . ""s"""."T , (" language plpgsql
--> attributes comment
COMMENT ON TRANSFORM FOR "Odd . ""s"""."T , (" LANGUAGE plpgsql IS NULL;
