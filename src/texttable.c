/*-------------------------------------------------------------------------
 *
 * texttable.c
 *	  A table of pointers by text, without a limit on the text's length.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "texttable.h"

static uint32
HashText(const void *key, Size size)
{
	const char *text = *(const char *const *) key;

	return hash_bytes((const unsigned char *) text, strlen(text));
}

static int
MatchText(const void *a, const void *b, Size size)
{
	return strcmp(*(const char *const *) a, *(const char *const *) b);
}

/* Returns an empty table in the current memory context. */
HTAB *
migrate_text_table(void)
{
	HASHCTL		control = {0};

	control.keysize = sizeof(const char *);
	control.entrysize = sizeof(TextEntry);
	control.hash = HashText;
	control.match = MatchText;
	control.hcxt = CurrentMemoryContext;
	return hash_create("migrate texts", 256, &control,
					   HASH_ELEM | HASH_FUNCTION | HASH_COMPARE | HASH_CONTEXT);
}

/* Returns the value under a text, or NULL. */
void *
migrate_text_find(HTAB *table, const char *text)
{
	TextEntry  *entry = hash_search(table, &text, HASH_FIND, NULL);

	return entry ? entry->value : NULL;
}

/* Puts a value under a text, in place of what was there. */
void
migrate_text_enter(HTAB *table, const char *text, void *value)
{
	TextEntry  *entry = hash_search(table, &text, HASH_ENTER, NULL);

	entry->text = text;
	entry->value = value;
}
