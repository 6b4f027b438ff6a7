/*-------------------------------------------------------------------------
 *
 * canonical_text.c
 *	  Finding the parts of a text that the server deparsed.
 *
 * Such a text has no comments, no dollar quotes and no backslash escapes:
 * quoted names, strings, parentheses and brackets are all there is to skip.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "kinds/canonical_part.h"
#include "miscadmin.h"

/* Returns what follows the quoted name or string that starts here. */
static const char *
SkipQuoted(const char *text)
{
	char		quote = *text++;

	for (; *text; text++)
	{
		if (*text != quote)
			continue;
		if (text[1] != quote)
			return text + 1;
		text++;
	}
	elog(ERROR, "quote without end");
}

/* Returns what follows the group in parentheses or brackets that starts here. */
static const char *
SkipGroup(const char *text)
{
	char		close = *text == '(' ? ')' : ']';

	check_stack_depth();
	text++;
	while (*text && *text != close)
		text = migrate_skip_token(text);
	if (*text == '\0')
		elog(ERROR, "parenthesis without end");
	return text + 1;
}

/* Returns what follows a quoted thing, a group, or another character. */
const char *
migrate_skip_token(const char *text)
{
	if (*text == '"' || *text == '\'')
		return SkipQuoted(text);
	if (*text == '(' || *text == '[')
		return SkipGroup(text);
	return text + 1;
}

/* Returns the first place of a word outside of quotes and groups, or NULL. */
const char *
migrate_find_outside(const char *text, const char *word)
{
	size_t		length = strlen(word);

	for (; *text; text = migrate_skip_token(text))
		if (strncmp(text, word, length) == 0)
			return text;
	return NULL;
}

/* Returns the end of an item of a list: a comma, or what closes the list. */
const char *
migrate_end_of_item(const char *text)
{
	while (*text && *text != ',' && *text != ')')
		text = migrate_skip_token(text);
	return text;
}
