/*-------------------------------------------------------------------------
 *
 * name_order.c
 *	  Orders migration names: leading groups of digits by their value, then
 *	  the bytes in UTF-8, so that every database has the same order.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "checksum.h"
#include "name_order.h"

/* Is this an ASCII digit, whatever the locale says? */
static inline bool
IsDigit(char c)
{
	return c >= '0' && c <= '9';
}

/* The name behind a "v" that only introduces its number. */
static const char *
SkipVersionLetter(const char *name)
{
	if ((name[0] == 'v' || name[0] == 'V') && IsDigit(name[1]))
		return name + 1;
	return name;
}

/* Does another group of digits of the same version follow? */
static bool
IsGroupSeparator(const char *s)
{
	return (*s == '.' || *s == '_' || *s == '-') && IsDigit(s[1]);
}

/* Two underscores end the version, as in V1__create.sql. */
static bool
IsVersionEnd(const char *s)
{
	return s[0] == '_' && s[1] == '_';
}

/*
 * Compare the numbers at *a and *b, of any length, leading zeros aside, and
 * move both pointers behind them.
 */
int
migrate_compare_digits(const char **a, const char **b)
{
	const char *start_a;
	const char *start_b;
	size_t		length_a;
	size_t		length_b;

	while (**a == '0')
		(*a)++;
	while (**b == '0')
		(*b)++;
	for (start_a = *a; IsDigit(**a); (*a)++)
		;
	for (start_b = *b; IsDigit(**b); (*b)++)
		;

	length_a = *a - start_a;
	length_b = *b - start_b;
	if (length_a != length_b)
		return length_a < length_b ? -1 : 1;
	return memcmp(start_a, start_b, length_a);
}

/* Compare texts by their bytes in UTF-8. */
int
migrate_compare_utf8(const char *a, const char *b)
{
	return strcmp(migrate_to_utf8(a), migrate_to_utf8(b));
}

/*
 * Total order of names, for qsort: 2_b before 10_c, V1__x before V1.1__x,
 * 001_a and 1_a side by side but never equal.
 */
int
migrate_compare_names(const char *a, const char *b)
{
	const char *p = SkipVersionLetter(a);
	const char *q = SkipVersionLetter(b);
	int			result = 0;

	while (result == 0 && IsDigit(*p) && IsDigit(*q))
	{
		result = migrate_compare_digits(&p, &q);
		if (*p != *q || !IsGroupSeparator(p) || !IsGroupSeparator(q))
			break;
		p++;
		q++;
	}

	if (result == 0 && p != a && q != b && IsVersionEnd(p) != IsVersionEnd(q) &&
		*p != '\0' && *q != '\0')
		result = IsVersionEnd(p) ? -1 : 1;
	if (result == 0)
		result = migrate_compare_utf8(p, q);
	if (result == 0)
		result = migrate_compare_utf8(a, b);
	return result;
}
