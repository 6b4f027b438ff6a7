--> setup
CREATE SCHEMA s;
CREATE SCHEMA "Odd . ""s""";
CREATE FUNCTION "Odd . ""s"""."H , (" (internal) RETURNS index_am_handler LANGUAGE internal STRICT AS 'hashhandler';
CREATE ACCESS METHOD rows TYPE TABLE HANDLER heap_tableam_handler;
CREATE ACCESS METHOD unused TYPE TABLE HANDLER heap_tableam_handler;
CREATE ACCESS METHOD "A , 'a"" (" TYPE INDEX HANDLER "Odd . ""s"""."H , (";
COMMENT ON ACCESS METHOD "A , 'a"" (" IS E'two\nlines';
CREATE TABLE s.uses (a int) USING rows;

--> expect unexpected access method added
CREATE ACCESS METHOD added TYPE INDEX HANDLER bthandler;

--> expect unexpected access method "New "" ("
CREATE ACCESS METHOD "New "" (" TYPE TABLE HANDLER heap_tableam_handler;

--> expect missing access method unused
DROP ACCESS METHOD unused;

--> expect missing access method "A , 'a"" ("
DROP ACCESS METHOD "A , 'a"" (";

--> expect missing access method rows
--> expect missing table s.uses
DROP ACCESS METHOD rows CASCADE;

--> expect altered access method unused
--> attributes handler, type
DROP ACCESS METHOD unused;
CREATE ACCESS METHOD unused TYPE INDEX HANDLER hashhandler;

--> expect altered access method "A , 'a"" ("
--> attributes comment, handler
DROP ACCESS METHOD "A , 'a"" (";
CREATE ACCESS METHOD "A , 'a"" (" TYPE INDEX HANDLER hashhandler;

--> expect altered access method rows
--> attributes comment
COMMENT ON ACCESS METHOD rows IS 'it''s heap';

--> expect altered access method "A , 'a"" ("
--> attributes comment
COMMENT ON ACCESS METHOD "A , 'a"" (" IS NULL;
