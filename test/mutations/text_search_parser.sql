--> setup
CREATE SCHEMA s;
CREATE SCHEMA other;
CREATE SCHEMA "Odd . ""s""";
CREATE FUNCTION "Odd . ""s"""."start , (" (internal, int) RETURNS internal LANGUAGE internal STRICT AS 'prsd_start';
CREATE FUNCTION "Odd . ""s"""."token , (" (internal, internal, internal) RETURNS internal LANGUAGE internal STRICT AS 'prsd_nexttoken';
CREATE FUNCTION "Odd . ""s"""."end , (" (internal) RETURNS void LANGUAGE internal STRICT AS 'prsd_end';
CREATE FUNCTION "Odd . ""s"""."types , (" (internal) RETURNS internal LANGUAGE internal STRICT AS 'prsd_lextype';
CREATE TEXT SEARCH PARSER s.plain (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
CREATE TEXT SEARCH PARSER s.bare (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH PARSER "Odd . ""s"""."P , 'p"" (" (START = "Odd . ""s"""."start , (", GETTOKEN = "Odd . ""s"""."token , (",
	END = "Odd . ""s"""."end , (", LEXTYPES = "Odd . ""s"""."types , (");
COMMENT ON TEXT SEARCH PARSER "Odd . ""s"""."P , 'p"" (" IS E'two\nlines';
CREATE TEXT SEARCH CONFIGURATION s.uses (PARSER = s.plain);

--> expect unexpected text search parser s.added
CREATE TEXT SEARCH PARSER s.added (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);

--> expect unexpected text search parser "Odd . ""s"""."New "" ("
CREATE TEXT SEARCH PARSER "Odd . ""s"""."New "" (" (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);

--> expect missing text search parser s.bare
DROP TEXT SEARCH PARSER s.bare;

--> expect missing text search parser "Odd . ""s"""."P , 'p"" ("
DROP TEXT SEARCH PARSER "Odd . ""s"""."P , 'p"" (";

--> expect missing text search parser s.plain
--> expect missing text search configuration s.uses
DROP TEXT SEARCH PARSER s.plain CASCADE;

--> expect missing text search parser s.bare
--> expect unexpected text search parser s.renamed
ALTER TEXT SEARCH PARSER s.bare RENAME TO renamed;

--> expect missing text search parser s.bare
--> expect unexpected text search parser other.bare
ALTER TEXT SEARCH PARSER s.bare SET SCHEMA other;

--> expect altered text search parser s.bare
--> attributes headline
DROP TEXT SEARCH PARSER s.bare;
CREATE TEXT SEARCH PARSER s.bare (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);

--> expect altered text search parser "Odd . ""s"""."P , 'p"" ("
--> attributes comment, end, gettoken, lextypes, start
DROP TEXT SEARCH PARSER "Odd . ""s"""."P , 'p"" (";
CREATE TEXT SEARCH PARSER "Odd . ""s"""."P , 'p"" (" (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);

--> expect altered text search parser s.plain
--> attributes comment
COMMENT ON TEXT SEARCH PARSER s.plain IS 'plain';

--> expect altered text search parser "Odd . ""s"""."P , 'p"" ("
--> attributes comment
COMMENT ON TEXT SEARCH PARSER "Odd . ""s"""."P , 'p"" (" IS NULL;
