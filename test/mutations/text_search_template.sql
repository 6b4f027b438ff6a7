--> setup
CREATE SCHEMA s;
CREATE SCHEMA other;
CREATE SCHEMA "Odd . ""s""";
CREATE FUNCTION "Odd . ""s"""."init , (" (internal) RETURNS internal LANGUAGE internal STRICT AS 'dsimple_init';
CREATE FUNCTION "Odd . ""s"""."lexize , (" (internal, internal, internal, internal) RETURNS internal LANGUAGE internal STRICT AS 'dsimple_lexize';
CREATE TEXT SEARCH TEMPLATE s.plain (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH TEMPLATE s.bare (LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH TEMPLATE "Odd . ""s"""."T , 't"" (" (INIT = "Odd . ""s"""."init , (", LEXIZE = "Odd . ""s"""."lexize , (");
COMMENT ON TEXT SEARCH TEMPLATE "Odd . ""s"""."T , 't"" (" IS E'two\nlines';
CREATE TEXT SEARCH DICTIONARY s.uses (TEMPLATE = s.plain, accept = 'false');

--> expect unexpected text search template s.added
CREATE TEXT SEARCH TEMPLATE s.added (LEXIZE = dsimple_lexize);

--> expect unexpected text search template "Odd . ""s"""."New "" ("
CREATE TEXT SEARCH TEMPLATE "Odd . ""s"""."New "" (" (INIT = dsimple_init, LEXIZE = dsimple_lexize);

--> expect missing text search template s.bare
DROP TEXT SEARCH TEMPLATE s.bare;

--> expect missing text search template "Odd . ""s"""."T , 't"" ("
DROP TEXT SEARCH TEMPLATE "Odd . ""s"""."T , 't"" (";

--> expect missing text search template s.plain
--> expect missing text search dictionary s.uses
DROP TEXT SEARCH TEMPLATE s.plain CASCADE;

--> expect missing text search template s.bare
--> expect unexpected text search template s.renamed
ALTER TEXT SEARCH TEMPLATE s.bare RENAME TO renamed;

--> expect missing text search template s.bare
--> expect unexpected text search template other.bare
ALTER TEXT SEARCH TEMPLATE s.bare SET SCHEMA other;

--> expect altered text search template s.bare
--> attributes init
DROP TEXT SEARCH TEMPLATE s.bare;
CREATE TEXT SEARCH TEMPLATE s.bare (INIT = dsimple_init, LEXIZE = dsimple_lexize);

--> expect altered text search template "Odd . ""s"""."T , 't"" ("
--> attributes comment, init, lexize
DROP TEXT SEARCH TEMPLATE "Odd . ""s"""."T , 't"" (";
CREATE TEXT SEARCH TEMPLATE "Odd . ""s"""."T , 't"" (" (LEXIZE = dsimple_lexize);

--> expect altered text search template s.plain
--> attributes comment
COMMENT ON TEXT SEARCH TEMPLATE s.plain IS 'plain';

--> expect altered text search template "Odd . ""s"""."T , 't"" ("
--> attributes comment
COMMENT ON TEXT SEARCH TEMPLATE "Odd . ""s"""."T , 't"" (" IS NULL;
