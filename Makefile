# migrate: schema migrations that live inside PostgreSQL

EXTENSION = migrate
MODULE_big = migrate
EXTVERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" migrate.control)

OBJS = $(patsubst %.c,%.o,$(sort $(wildcard src/*.c src/kinds/*.c src/layouts/*.c)))
LOCAL_HEADERS = $(wildcard src/*.h src/kinds/*.h src/layouts/*.h)

# The script of the current version is src/migrate.sql; the deltas that lead
# to it from earlier releases stand beside it.
DATA_built = migrate--$(EXTVERSION).sql
DATA = $(filter-out src/migrate.sql,$(wildcard src/migrate--*--*.sql))
EXTRA_CLEAN = migrate--$(EXTVERSION).sql

REGRESS = $(patsubst sql/%.sql,%,$(sort $(wildcard sql/*.sql)))
REGRESS_OPTS = --load-extension=migrate
ISOLATION = $(patsubst test/specs/%.spec,%,$(sort $(wildcard test/specs/*.spec)))
ISOLATION_OPTS = --inputdir=$(srcdir)/test --launcher=$(srcdir)/test/specs/hide
TAP_TESTS = $(if $(wildcard test/t/*.pl),1,)

PG_CPPFLAGS = -I$(srcdir)/src -DMIGRATE_VERSION=\"$(EXTVERSION)\"
PG_CFLAGS = -Wall -Wextra -Werror -Wno-unused-parameter -Wno-sign-compare \
	-Wno-missing-field-initializers -Wno-cast-function-type

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# Dependency tracking is off in packaged PGXS: every object depends on every
# header of ours.
$(OBJS): $(LOCAL_HEADERS)

migrate--$(EXTVERSION).sql: src/migrate.sql
	cp $< $@
