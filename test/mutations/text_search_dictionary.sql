--> setup
CREATE SCHEMA s;
CREATE SCHEMA other;
CREATE SCHEMA "Odd . ""s""";
CREATE EXTENSION dict_int;
CREATE TEXT SEARCH TEMPLATE "Odd . ""s"""."T , (" (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH DICTIONARY s.plain (TEMPLATE = simple);
CREATE TEXT SEARCH DICTIONARY s.stop (TEMPLATE = simple, stopwords = 'english', accept = 'false');
CREATE TEXT SEARCH DICTIONARY s.numbers (TEMPLATE = public.intdict_template, maxlen = 4, rejectlong = 'true');
CREATE TEXT SEARCH DICTIONARY "Odd . ""s"""."D , 'd"" (" (TEMPLATE = "Odd . ""s"""."T , (", Accept = 'true');
COMMENT ON TEXT SEARCH DICTIONARY "Odd . ""s"""."D , 'd"" (" IS E'two\nlines';
CREATE TEXT SEARCH DICTIONARY s.owned (TEMPLATE = snowball, language = 'english');
ALTER TEXT SEARCH DICTIONARY s.owned OWNER TO alice;
CREATE TEXT SEARCH CONFIGURATION s.uses (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION s.uses ADD MAPPING FOR word WITH s.owned, s.plain;

--> expect unexpected text search dictionary s.added
CREATE TEXT SEARCH DICTIONARY s.added (TEMPLATE = simple, accept = 'false');

--> expect unexpected text search dictionary "Odd . ""s"""."New "" ("
CREATE TEXT SEARCH DICTIONARY "Odd . ""s"""."New "" (" (TEMPLATE = "Odd . ""s"""."T , (");

--> expect missing text search dictionary s.stop
DROP TEXT SEARCH DICTIONARY s.stop;

--> expect missing text search dictionary s.numbers
DROP TEXT SEARCH DICTIONARY s.numbers;

--> expect missing text search dictionary "Odd . ""s"""."D , 'd"" ("
DROP TEXT SEARCH DICTIONARY "Odd . ""s"""."D , 'd"" (";

--> expect missing text search dictionary s.owned
--> expect missing text search configuration s.uses
DROP TEXT SEARCH DICTIONARY s.owned CASCADE;

--> expect missing text search dictionary s.stop
--> expect unexpected text search dictionary s.renamed
ALTER TEXT SEARCH DICTIONARY s.stop RENAME TO renamed;

--> expect missing text search dictionary s.stop
--> expect unexpected text search dictionary other.stop
ALTER TEXT SEARCH DICTIONARY s.stop SET SCHEMA other;

--> expect altered text search dictionary s.plain
--> attributes options
ALTER TEXT SEARCH DICTIONARY s.plain (stopwords = 'english');

--> expect altered text search dictionary s.stop
--> attributes options
ALTER TEXT SEARCH DICTIONARY s.stop (stopwords);

--> expect altered text search dictionary s.stop
--> attributes options
ALTER TEXT SEARCH DICTIONARY s.stop (stopwords = 'german', accept);

--> expect altered text search dictionary s.stop
--> attributes options
ALTER TEXT SEARCH DICTIONARY s.stop (stopwords, accept);

--> expect altered text search dictionary s.owned
--> attributes options
ALTER TEXT SEARCH DICTIONARY s.owned (language = 'swedish', StopWords = 'swedish');

--> expect altered text search dictionary s.numbers
--> attributes options
ALTER TEXT SEARCH DICTIONARY s.numbers (maxlen = 5, absval = 'true');

--> expect altered text search dictionary s.plain
--> attributes template
--> leaves altered text search dictionary s.plain
DROP TEXT SEARCH DICTIONARY s.plain CASCADE;
CREATE TEXT SEARCH DICTIONARY s.plain (TEMPLATE = "Odd . ""s"""."T , (");
CREATE TEXT SEARCH CONFIGURATION s.uses (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION s.uses ADD MAPPING FOR word WITH s.owned, s.plain;

--> expect altered text search dictionary s.stop
--> attributes options, template
DROP TEXT SEARCH DICTIONARY s.stop;
CREATE TEXT SEARCH DICTIONARY s.stop (TEMPLATE = snowball, language = 'english', stopwords = 'english');

--> expect altered text search dictionary s.plain
--> attributes owner
ALTER TEXT SEARCH DICTIONARY s.plain OWNER TO "Carol ""C""";

--> expect altered text search dictionary s.owned
--> attributes owner
ALTER TEXT SEARCH DICTIONARY s.owned OWNER TO CURRENT_USER;

--> expect altered text search dictionary s.plain
--> attributes comment
COMMENT ON TEXT SEARCH DICTIONARY s.plain IS 'plain';

--> expect altered text search dictionary "Odd . ""s"""."D , 'd"" ("
--> attributes comment
COMMENT ON TEXT SEARCH DICTIONARY "Odd . ""s"""."D , 'd"" (" IS NULL;
