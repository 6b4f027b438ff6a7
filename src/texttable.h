/*-------------------------------------------------------------------------
 *
 * texttable.h
 *	  A table of pointers by text.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_TEXTTABLE_H
#define MIGRATE_TEXTTABLE_H

#include "utils/hsearch.h"

/* An entry; the text must live as long as the table. */
typedef struct TextEntry
{
	const char *text;			/* key */
	void	   *value;
} TextEntry;

extern HTAB *migrate_text_table(void);
extern void *migrate_text_find(HTAB *table, const char *text);
extern void migrate_text_enter(HTAB *table, const char *text, void *value);

#endif							/* MIGRATE_TEXTTABLE_H */
