--> setup
CREATE SCHEMA s;
CREATE SCHEMA other;
CREATE SCHEMA "Odd . ""s""";
CREATE TEXT SEARCH PARSER "Odd . ""s"""."P , (" (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH DICTIONARY "Odd . ""s"""."D , ; (" (TEMPLATE = simple);
CREATE TEXT SEARCH DICTIONARY s.second (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION s.plain (PARSER = "default");
CREATE TEXT SEARCH CONFIGURATION s.mapped (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION s.mapped ADD MAPPING FOR word, asciiword WITH s.second, simple;
ALTER TEXT SEARCH CONFIGURATION s.mapped ADD MAPPING FOR int, hword_part WITH "Odd . ""s"""."D , ; (", s.second;
CREATE TEXT SEARCH CONFIGURATION s.copied (COPY = pg_catalog.english);
CREATE TEXT SEARCH CONFIGURATION "Odd . ""s"""."C , 'c"" (" (PARSER = "Odd . ""s"""."P , (");
ALTER TEXT SEARCH CONFIGURATION "Odd . ""s"""."C , 'c"" (" ADD MAPPING FOR word WITH "Odd . ""s"""."D , ; (";
COMMENT ON TEXT SEARCH CONFIGURATION "Odd . ""s"""."C , 'c"" (" IS E'two\nlines';
CREATE TEXT SEARCH CONFIGURATION s.owned (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION s.owned OWNER TO alice;

--> expect unexpected text search configuration s.added
CREATE TEXT SEARCH CONFIGURATION s.added (COPY = s.mapped);

--> expect unexpected text search configuration "Odd . ""s"""."New "" ("
CREATE TEXT SEARCH CONFIGURATION "Odd . ""s"""."New "" (" (PARSER = "default");

--> expect missing text search configuration s.plain
DROP TEXT SEARCH CONFIGURATION s.plain;

--> expect missing text search configuration s.mapped
DROP TEXT SEARCH CONFIGURATION s.mapped;

--> expect missing text search configuration s.copied
DROP TEXT SEARCH CONFIGURATION s.copied;

--> expect missing text search configuration "Odd . ""s"""."C , 'c"" ("
DROP TEXT SEARCH CONFIGURATION "Odd . ""s"""."C , 'c"" (";

--> expect missing text search configuration s.mapped
--> expect unexpected text search configuration s.renamed
ALTER TEXT SEARCH CONFIGURATION s.mapped RENAME TO renamed;

--> expect missing text search configuration s.mapped
--> expect unexpected text search configuration other.mapped
ALTER TEXT SEARCH CONFIGURATION s.mapped SET SCHEMA other;

--> expect altered text search configuration s.plain
--> attributes mappings
ALTER TEXT SEARCH CONFIGURATION s.plain ADD MAPPING FOR email, url WITH simple;

--> expect altered text search configuration s.mapped
--> attributes mappings
ALTER TEXT SEARCH CONFIGURATION s.mapped ADD MAPPING FOR uint WITH "Odd . ""s"""."D , ; (";

--> expect altered text search configuration s.mapped
--> attributes mappings
ALTER TEXT SEARCH CONFIGURATION s.mapped ALTER MAPPING FOR word WITH simple, s.second;

--> expect altered text search configuration s.mapped
--> attributes mappings
ALTER TEXT SEARCH CONFIGURATION s.mapped ALTER MAPPING REPLACE s.second WITH english_stem;

--> expect altered text search configuration s.mapped
--> attributes mappings
ALTER TEXT SEARCH CONFIGURATION s.mapped ALTER MAPPING FOR word REPLACE s.second WITH english_stem;

--> expect altered text search configuration s.mapped
--> attributes mappings
ALTER TEXT SEARCH CONFIGURATION s.mapped DROP MAPPING FOR int;

--> expect altered text search configuration s.mapped
--> attributes mappings
ALTER TEXT SEARCH CONFIGURATION s.mapped DROP MAPPING IF EXISTS FOR int, word, asciiword, hword_part, email;

--> expect altered text search configuration "Odd . ""s"""."C , 'c"" ("
--> attributes mappings
ALTER TEXT SEARCH CONFIGURATION "Odd . ""s"""."C , 'c"" (" ALTER MAPPING FOR word WITH s.second;

--> expect altered text search configuration "Odd . ""s"""."C , 'c"" ("
--> attributes comment, parser
DROP TEXT SEARCH CONFIGURATION "Odd . ""s"""."C , 'c"" (";
CREATE TEXT SEARCH CONFIGURATION "Odd . ""s"""."C , 'c"" (" (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION "Odd . ""s"""."C , 'c"" (" ADD MAPPING FOR word WITH "Odd . ""s"""."D , ; (";

--> expect altered text search configuration s.plain
--> attributes owner
ALTER TEXT SEARCH CONFIGURATION s.plain OWNER TO "Carol ""C""";

--> expect altered text search configuration s.owned
--> attributes owner
ALTER TEXT SEARCH CONFIGURATION s.owned OWNER TO CURRENT_USER;

--> expect altered text search configuration s.plain
--> attributes comment
COMMENT ON TEXT SEARCH CONFIGURATION s.plain IS 'plain';

--> expect altered text search configuration "Odd . ""s"""."C , 'c"" ("
--> attributes comment
COMMENT ON TEXT SEARCH CONFIGURATION "Odd . ""s"""."C , 'c"" (" IS NULL;
