--> setup
CREATE SCHEMA s;
CREATE SCHEMA other;
CREATE SCHEMA "Odd . ""s""";
CREATE COLLATION s.plain (LOCALE = 'C');
CREATE COLLATION s.mixed (PROVIDER = libc, LC_COLLATE = 'C', LC_CTYPE = 'POSIX');
DO $$BEGIN
	CREATE COLLATION s.icu (PROVIDER = icu, LOCALE = 'en-u-ks-level2', DETERMINISTIC = false);
EXCEPTION WHEN feature_not_supported THEN NULL;
END$$;
CREATE COLLATION "Odd . ""s"""."C , 'c"" (" FROM "POSIX";
COMMENT ON COLLATION "Odd . ""s"""."C , 'c"" (" IS E'two\nlines';
CREATE COLLATION s.owned (LOCALE = 'C');
ALTER COLLATION s.owned OWNER TO alice;
CREATE TABLE s.uses (a text COLLATE s.owned);

--> expect unexpected collation s.added
--> needs icu
CREATE COLLATION s.added (PROVIDER = icu, LOCALE = 'de');

--> expect unexpected collation "Odd . ""s"""."New "" ("
CREATE COLLATION "Odd . ""s"""."New "" (" FROM "C";

--> expect unexpected collation s.builtin
--> version >= 17
CREATE COLLATION s.builtin (PROVIDER = builtin, LOCALE = 'C.UTF-8');

--> expect missing collation s.mixed
DROP COLLATION s.mixed;

--> expect missing collation s.icu
--> needs icu
DROP COLLATION s.icu;

--> expect missing collation "Odd . ""s"""."C , 'c"" ("
DROP COLLATION "Odd . ""s"""."C , 'c"" (";

--> expect missing collation s.plain
--> expect unexpected collation s.renamed
ALTER COLLATION s.plain RENAME TO renamed;

--> expect missing collation s.icu
--> expect unexpected collation other.icu
--> needs icu
ALTER COLLATION s.icu SET SCHEMA other;

--> expect altered collation s.mixed
--> attributes lc_collate, lc_ctype
DROP COLLATION s.mixed;
CREATE COLLATION s.mixed (PROVIDER = libc, LC_COLLATE = 'POSIX', LC_CTYPE = 'C');

--> expect altered collation s.icu
--> attributes locale
--> needs icu
DROP COLLATION s.icu;
CREATE COLLATION s.icu (PROVIDER = icu, LOCALE = 'sv-u-ks-level2', DETERMINISTIC = false);

--> expect altered collation s.icu
--> attributes nondeterministic
--> needs icu
DROP COLLATION s.icu;
CREATE COLLATION s.icu (PROVIDER = icu, LOCALE = 'en-u-ks-level2');

--> expect altered collation s.icu
--> attributes lc_collate, lc_ctype, locale, nondeterministic, provider
--> needs icu
DROP COLLATION s.icu;
CREATE COLLATION s.icu (PROVIDER = libc, LOCALE = 'C');

--> expect altered collation s.icu
--> attributes rules
--> version >= 17
--> needs icu
DROP COLLATION s.icu;
CREATE COLLATION s.icu (PROVIDER = icu, LOCALE = 'en-u-ks-level2', DETERMINISTIC = false, RULES = '& V << w <<< W, ''x''');

--> expect altered collation s.plain
--> attributes owner
ALTER COLLATION s.plain OWNER TO "Carol ""C""";

--> expect altered collation s.owned
--> attributes owner
ALTER COLLATION s.owned OWNER TO CURRENT_USER;

--> expect altered collation s.plain
--> attributes comment
COMMENT ON COLLATION s.plain IS 'plain';

--> expect altered collation "Odd . ""s"""."C , 'c"" ("
--> attributes comment
COMMENT ON COLLATION "Odd . ""s"""."C , 'c"" (" IS NULL;
