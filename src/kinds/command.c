/*-------------------------------------------------------------------------
 *
 * command.c
 *	  The commands that create, alter and drop objects.
 *
 * They come from the templates of the kinds; see kind.h for what those can
 * say.  A command is text without a semicolon.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "commands/tablespace.h"
#include "compat.h"
#include "kinds/command.h"
#include "kinds/facets.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"

/*
 * Lists of options, as OPTIONS() and FOREIGN_OPTIONS() in kind.h print them
 */

typedef struct Option
{
	char	   *name;
	char	   *value;			/* quoted */
} Option;

/* Returns the place after a word: quoted parts count whole. */
static const char *
SkipWord(const char *text, const char *ends)
{
	while (*text && strchr(ends, *text) == NULL)
	{
		if (*text == '"' || *text == '\'')
		{
			char		quote = *text++;

			while (*text && (*text != quote || text[1] == quote))
				text += (*text == quote) ? 2 : 1;
		}
		if (*text)
			text++;
	}
	return text;
}

/* Returns the place of a separator that stands in no parentheses, or the end. */
static const char *
SkipItem(const char *text, char separator)
{
	const char	ends[] = {separator, '(', ')', '\0'};
	int			depth = 0;

	for (text = SkipWord(text, ends); *text; text = SkipWord(text + 1, ends))
	{
		if (*text == separator && depth <= 0)
			break;
		depth += (*text == '(') - (*text == ')');
	}
	return text;
}

/* Takes a list apart at a separator, which a blank follows. */
static List *
SplitAt(const char *text, char separator)
{
	List	   *items = NIL;

	while (text && *text)
	{
		const char *end = SkipItem(text, separator);

		items = lappend(items, pnstrdup(text, end - text));
		text = *end ? end + 2 : end;
	}
	return items;
}

/* Takes a list apart at its commas; NULL is an empty one. */
List *
migrate_split_list(const char *text)
{
	return SplitAt(text, ',');
}

/* Takes settings apart, as SETTINGS() in kind.h prints them. */
List *
migrate_split_settings(const char *text)
{
	return SplitAt(text, ';');
}

/* Returns the name of an item of a list by name. */
char *
migrate_item_name(const char *item)
{
	return pnstrdup(item, SkipWord(item, "= ") - item);
}

/* Takes a list of options apart. */
static List *
ParseOptions(const char *text)
{
	List	   *options = NIL;
	ListCell   *lc;

	foreach(lc, migrate_split_list(text))
	{
		const char *item = lfirst(lc);
		const char *end = SkipWord(item, "= ");
		Option	   *option = palloc(sizeof(Option));

		option->name = pnstrdup(item, end - item);
		option->value = pstrdup(*end ? end + 1 : end);
		options = lappend(options, option);
	}
	return options;
}

/* Returns the option of that name, or NULL. */
static Option *
FindOption(List *options, const char *name)
{
	ListCell   *lc;

	foreach(lc, options)
		if (strcmp(((Option *) lfirst(lc))->name, name) == 0)
			return lfirst(lc);
	return NULL;
}

/* Returns the names of the options that are gone, or "". */
static char *
RemovedOptions(const char *before, const char *after)
{
	List	   *kept = ParseOptions(after);
	StringInfoData names;
	ListCell   *lc;

	initStringInfo(&names);
	foreach(lc, ParseOptions(before))
	{
		Option	   *option = lfirst(lc);

		if (FindOption(kept, option->name) == NULL)
			appendStringInfo(&names, "%s%s", names.len ? ", " : "", option->name);
	}
	return names.data;
}

/* Returns the difference as ALTER ... OPTIONS takes it. */
static char *
ChangedOptions(const char *before, const char *after)
{
	List	   *old = ParseOptions(before);
	List	   *new = ParseOptions(after);
	StringInfoData changes;
	ListCell   *lc;

	initStringInfo(&changes);
	foreach(lc, new)
	{
		Option	   *option = lfirst(lc);
		Option	   *former = FindOption(old, option->name);

		if (former == NULL || strcmp(former->value, option->value) != 0)
			appendStringInfo(&changes, "%s%s %s %s", changes.len ? ", " : "",
							 former ? "SET" : "ADD", option->name, option->value);
	}
	foreach(lc, old)
	{
		Option	   *option = lfirst(lc);

		if (FindOption(new, option->name) == NULL)
			appendStringInfo(&changes, "%sDROP %s", changes.len ? ", " : "", option->name);
	}
	return changes.data;
}

/* Whether two values differ; a NULL is a value. */
static bool
Differs(const char *a, const char *b)
{
	return (a == NULL) != (b == NULL) || (a && strcmp(a, b) != 0);
}

/*
 * Templates
 */

/* What a template is expanded for. */
typedef struct Expansion
{
	const Object *object;
	const char *before;			/* the former value, or NULL */
	const char *after;
	const char *item;			/* of a list */
} Expansion;

/* Returns the first part of a qualified name. */
static const char *
FirstPart(const char *name)
{
	return pnstrdup(name, SkipWord(name, ".") - name);
}

/* Returns a qualified name without its last part. */
static const char *
ParentPart(const char *name)
{
	const char *end = NULL;

	for (const char *dot = SkipWord(name, "."); *dot; dot = SkipWord(dot + 1, "."))
		end = dot;
	return end ? pnstrdup(name, end - name) : name;
}

/* Returns what {word} stands for, or NULL. */
static const char *
Placeholder(const Expansion *e, const char *word)
{
	const char *dot = strchr(word, '.');

	if (strcmp(word, "schema") == 0)
		return FirstPart(e->object->parent ? e->object->parent : e->object->identity);
	if (strcmp(word, "before") == 0)
		return e->before;
	if (strcmp(word, "item") == 0)
		return e->item;
	if (strcmp(word, "default_tablespace") == 0)
		return quote_identifier(get_tablespace_name(MyDatabaseTableSpace));
	if (strcmp(word, "identity") == 0)
		return e->object->identity;
	if (strcmp(word, "parent") == 0)
		return e->object->parent;
	if (strcmp(word, "name") == 0)
		return e->object->name;
	if (strcmp(word, "removed") == 0)
		return RemovedOptions(e->before, e->after);
	if (strcmp(word, "changed") == 0)
		return ChangedOptions(e->before, e->after);
	if (dot)
	{
		const char *value = migrate_value(e->object, pnstrdup(word, dot - word));

		return value ? ParentPart(value) : NULL;
	}
	return migrate_value(e->object, word);
}

static const char *ExpandBrackets(const Expansion *e, const char *template,
								  StringInfo sql);

/*
 * Expands a template up to one of the end characters.  Sets *missing if
 * something that it names is NULL.  Returns the place of the end.
 */
static const char *
ExpandPart(const Expansion *e, const char *template, const char *ends,
		   StringInfo sql, bool *missing)
{
	while (*template && strchr(ends, *template) == NULL)
	{
		if (*template == '[')
			template = ExpandBrackets(e, template, sql);
		else if (*template == '{')
		{
			const char *close = strchr(template, '}');
			const char *value = Placeholder(e, pnstrdup(template + 1, close - template - 1));

			if (value)
				appendStringInfoString(sql, value);
			else
				*missing = true;
			template = close;
		}
		else
			appendStringInfoChar(sql, *template);
		template++;
	}
	return template;
}

/* Expands a part in brackets, or what follows its bar.  Returns the last one. */
static const char *
ExpandBrackets(const Expansion *e, const char *template, StringInfo sql)
{
	bool		missing = true;

	for (bool first = true; first || *template == '|'; first = false)
	{
		StringInfoData part;
		bool		part_missing = false;

		initStringInfo(&part);
		template = ExpandPart(e, template + 1, "|]", &part, &part_missing);
		if (missing && !part_missing)
			appendStringInfoString(sql, part.data);
		missing = missing && part_missing;
	}
	return template;
}

static char *
Expand(const char *template, const Expansion *e)
{
	StringInfoData sql;
	bool		missing = false;

	initStringInfo(&sql);
	(void) ExpandPart(e, template, "", &sql, &missing);
	return sql.data;
}

/* Returns a template with the object's names and values in it. */
char *
migrate_expand(const char *template, const Object *object)
{
	Expansion	e = {.object = object};

	return Expand(template, &e);
}

/* Returns how COMMENT names an object: "TABLE public.books". */
char *
migrate_address(const Object *object)
{
	return psprintf("%s %s", object->kind->noun,
					migrate_expand(object->kind->address ? object->kind->address :
								   "{identity}", object));
}

/*
 * Facets
 */

/* An item of a privilege list. */
typedef struct Privilege
{
	char	   *name;
	bool		grantable;
	char	   *grantee;
	char	   *grantor;		/* NULL: the owner */
} Privilege;

/* What the owner, and everybody, may do with an object without any GRANT. */
static const struct
{
	char		type;			/* as acldefault() takes it */
	const char *owner;
	const char *everybody;
}			default_privileges[] = {
	{'r', "INSERT, SELECT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER" TABLE_PRIVILEGES_17},
	{'s', "SELECT, UPDATE, USAGE"},
	{'f', "EXECUTE", "EXECUTE"},
	{'T', "USAGE", "USAGE"},
	{'l', "USAGE", "USAGE"},
	{'n', "USAGE, CREATE"},
	{'d', "CREATE, CONNECT, TEMPORARY", "CONNECT, TEMPORARY"},
	{'L', "SELECT, UPDATE"},
	{'F', "USAGE"},
	{'S', "USAGE"},
};

/* Reads an item of a privilege list: "SELECT* TO joe BY ann". */
static Privilege *
ParsePrivilege(const char *item)
{
	Privilege  *privilege = palloc0(sizeof(Privilege));
	const char *to = strstr(item, " TO ");
	const char *by = SkipWord(to + 4, " ");

	privilege->grantable = (to[-1] == '*');
	privilege->name = pnstrdup(item, to - item - (privilege->grantable ? 1 : 0));
	privilege->grantee = pnstrdup(to + 4, by - to - 4);
	privilege->grantor = *by ? pstrdup(by + 4) : NULL;
	return privilege;
}

/* Adds the privileges of a list of names to a list of privileges. */
static List *
AddPrivileges(List *list, const char *names, const char *grantee)
{
	ListCell   *lc;

	foreach(lc, migrate_split_list(names))
	{
		Privilege  *privilege = palloc0(sizeof(Privilege));

		privilege->name = lfirst(lc);
		privilege->grantee = pstrdup(grantee);
		list = lappend(list, privilege);
	}
	return list;
}

/* Returns the privileges that objects of the kind have by themselves. */
static List *
DefaultPrivileges(const Kind *kind, const char *owner)
{
	List	   *list = NIL;

	if (kind->acl_type == NULL || owner == NULL)
		return NIL;
	for (int i = 0; i < lengthof(default_privileges); i++)
		if (default_privileges[i].type == kind->acl_type[0])
		{
			list = AddPrivileges(list, default_privileges[i].owner, owner);
			list = AddPrivileges(list, default_privileges[i].everybody, "PUBLIC");
		}
	return list;
}

/*
 * Returns the privileges on an object, as its next owner finds them: what the
 * former one had and gave is then his.
 */
static List *
PrivilegesOf(const Object *object, const char *former, const char *owner)
{
	const char *text = object->values[object->kind->attribute_count + FACET_PRIVILEGES];
	List	   *list = NIL;
	ListCell   *lc;

	if (text == NULL)
		return DefaultPrivileges(object->kind, owner);
	foreach(lc, migrate_split_list(text))
	{
		Privilege  *privilege = ParsePrivilege(lfirst(lc));

		if (owner && former && strcmp(privilege->grantee, former) == 0)
			privilege->grantee = pstrdup(owner);
		if (owner && privilege->grantor && strcmp(privilege->grantor, owner) == 0)
			privilege->grantor = NULL;
		list = lappend(list, privilege);
	}
	return list;
}

/* Returns the privilege of the same name, grantee and grantor, or NULL. */
static Privilege *
FindPrivilege(List *list, const Privilege *privilege)
{
	ListCell   *lc;

	foreach(lc, list)
	{
		Privilege  *other = lfirst(lc);

		if (strcmp(other->name, privilege->name) == 0 &&
			strcmp(other->grantee, privilege->grantee) == 0 &&
			!Differs(other->grantor, privilege->grantor))
			return other;
	}
	return NULL;
}

static int
ComparePrivileges(const ListCell *a, const ListCell *b)
{
	const Privilege *x = lfirst(a);
	const Privilege *y = lfirst(b);
	int			order = strcmp(x->grantee, y->grantee);

	if (order == 0 && (x->grantor || y->grantor))
		order = x->grantor && y->grantor ? strcmp(x->grantor, y->grantor) :
			x->grantor ? 1 : -1;
	return order ? order : strcmp(x->name, y->name);
}

/* Returns a privilege as an item of a list. */
static char *
PrivilegeItem(const Privilege *p)
{
	return psprintf("%s%s TO %s%s%s", p->name, p->grantable ? "*" : "", p->grantee,
					p->grantor ? " BY " : "", p->grantor ? p->grantor : "");
}

/* Returns privileges as facets.c prints them. */
static char *
PrintPrivileges(List *privileges)
{
	StringInfoData text;
	ListCell   *lc;

	list_sort(privileges, ComparePrivileges);
	initStringInfo(&text);
	foreach(lc, privileges)
		appendStringInfo(&text, "%s%s", text.len ? ", " : "", PrivilegeItem(lfirst(lc)));
	return text.data;
}

/* Returns the items of the privileges on an object, as if another one owned it. */
List *
migrate_privilege_items(const Object *object, const char *owner)
{
	const char *former = object->values[object->kind->attribute_count + FACET_OWNER];
	List	   *items = NIL;
	ListCell   *lc;

	foreach(lc, PrivilegesOf(object, former, owner))
		items = lappend(items, PrivilegeItem(lfirst(lc)));
	return items;
}

/*
 * Returns the value of the privileges with such items, NULL if they are those
 * that objects of the kind have by themselves.
 */
char *
migrate_privileges_of_items(const Kind *kind, const char *owner, List *items)
{
	List	   *privileges = NIL;
	char	   *text;
	ListCell   *lc;

	foreach(lc, items)
		privileges = lappend(privileges, ParsePrivilege(lfirst(lc)));
	text = PrintPrivileges(privileges);
	return strcmp(text, PrintPrivileges(DefaultPrivileges(kind, owner))) == 0 ? NULL : text;
}

/*
 * Adds one GRANT or REVOKE: "REVOKE GRANT OPTION FOR", "FROM", "".  What is not
 * the owner's can only be given and taken by the one who gave it.
 */
static List *
AddPrivilegeCommand(List *commands, const Object *object, const Privilege *privilege,
					const char *verb, const char *preposition, const char *option)
{
	const char *on = object->kind->grant ? object->kind->grant :
		psprintf("ON %s {identity}", object->kind->noun);

	if (privilege->grantor)
		commands = lappend(commands, psprintf("SET ROLE %s", privilege->grantor));
	commands = lappend(commands, psprintf("%s %s %s %s %s%s", verb, privilege->name,
										  migrate_expand(on, object), preposition,
										  privilege->grantee, option));
	if (privilege->grantor)
		commands = lappend(commands, pstrdup("RESET ROLE"));
	return commands;
}

/* Returns how many grants lead from the owner to a privilege of a list. */
static int
Depth(List *list, const Privilege *privilege)
{
	int			depth = 0;

	while (privilege && privilege->grantor && depth < list_length(list))
	{
		const Privilege *of_grantor = NULL;
		ListCell   *lc;

		foreach(lc, list)
		{
			const Privilege *other = lfirst(lc);

			if (other->grantable && strcmp(other->name, privilege->name) == 0 &&
				strcmp(other->grantee, privilege->grantor) == 0)
				of_grantor = other;
		}
		privilege = of_grantor;
		depth++;
	}
	return depth;
}

/* Returns a list of privileges with those first, or last, that others come from. */
static List *
ByDepth(List *list, bool first)
{
	List	   *sorted = NIL;
	ListCell   *lc;

	for (int depth = 0; list_length(sorted) < list_length(list); depth++)
	{
		List	   *level = NIL;

		foreach(lc, list)
			if (Depth(list, lfirst(lc)) == depth)
				level = lappend(level, lfirst(lc));
		sorted = first ? list_concat(sorted, level) : list_concat(level, sorted);
	}
	return sorted;
}

/* Adds the command that takes from a privilege what is not kept of it. */
static List *
Revoke(List *commands, const Object *object, const Privilege *privilege,
	   const Privilege *kept)
{
	if (kept == NULL)
		return AddPrivilegeCommand(commands, object, privilege, "REVOKE", "FROM", "");
	if (privilege->grantable && !kept->grantable)
		return AddPrivilegeCommand(commands, object, privilege,
								   "REVOKE GRANT OPTION FOR", "FROM", "");
	return commands;
}

/* Returns the commands that lead from one object's privileges to another's. */
static List *
PrivilegeCommands(const Object *before, const Object *after)
{
	int			number = after->kind->attribute_count + FACET_OWNER;
	const char *former = before->values[number];
	const char *owner = after->values[number];
	List	   *old = ByDepth(PrivilegesOf(before, former, owner ? owner : former), false);
	List	   *new = ByDepth(PrivilegesOf(after, owner, owner ? owner : former), true);
	List	   *commands = NIL;
	ListCell   *lc;

	foreach(lc, old)
		commands = Revoke(commands, after, lfirst(lc), FindPrivilege(new, lfirst(lc)));
	foreach(lc, new)
	{
		Privilege  *privilege = lfirst(lc);
		Privilege  *former_one = FindPrivilege(old, privilege);

		if (former_one == NULL || (privilege->grantable && !former_one->grantable))
			commands = AddPrivilegeCommand(commands, after, privilege, "GRANT", "TO",
										   privilege->grantable ? " WITH GRANT OPTION" : "");
	}
	return commands;
}

/* Returns the command that gives an object its owner, or NULL. */
static char *
OwnerCommand(const Object *object, const char *owner)
{
	const char *of = object->kind->owner_of;

	if (owner == NULL)
		return NULL;
	return psprintf("ALTER %s OWNER TO %s",
					of ? migrate_expand(of, object) : migrate_address(object), owner);
}

/* Returns the commands that lead from one list of security labels to another. */
static List *
LabelCommands(const Object *object, const char *before, const char *after)
{
	List	   *old = ParseOptions(before);
	List	   *new = ParseOptions(after);
	List	   *commands = NIL;
	ListCell   *lc;

	foreach(lc, new)
	{
		Option	   *label = lfirst(lc);
		Option	   *former = FindOption(old, label->name);

		if (former == NULL || strcmp(former->value, label->value) != 0)
			commands = lappend(commands,
							   psprintf("SECURITY LABEL FOR %s ON %s IS %s",
										quote_identifier(label->name),
										migrate_address(object), label->value));
	}
	foreach(lc, old)
	{
		Option	   *label = lfirst(lc);

		if (FindOption(new, label->name) == NULL)
			commands = lappend(commands,
							   psprintf("SECURITY LABEL FOR %s ON %s IS NULL",
										quote_identifier(label->name),
										migrate_address(object)));
	}
	return commands;
}

/* Returns the commands that lead from one object's facet to another's. */
static List *
FacetCommands(const Object *before, const Object *after, Facet facet)
{
	int			number = after->kind->attribute_count + facet;
	const char *old = before->values[number];
	const char *new = after->values[number];
	char	   *command;

	switch (facet)
	{
		case FACET_OWNER:
			command = OwnerCommand(after, new);
			return command ? list_make1(command) : NIL;
		case FACET_PRIVILEGES:
			return PrivilegeCommands(before, after);
		case FACET_COMMENT:
			return list_make1(psprintf("COMMENT ON %s IS %s", migrate_address(after),
									   new ? quote_literal_cstr(new) : "NULL"));
		case FACET_LABEL:
			return LabelCommands(after, old, new);
	}
	return NIL;
}

/* Returns the commands for all facets that differ. */
static List *
FacetsCommands(const Object *before, const Object *after)
{
	List	   *commands = NIL;

	for (int facet = 0; facet < FACET_COUNT; facet++)
	{
		int			i = after->kind->attribute_count + facet;

		if (Differs(before->values[i], after->values[i]))
			commands = list_concat(commands, FacetCommands(before, after, facet));
	}
	return commands;
}

/*
 * Attributes
 */

/* For kinds whose objects are all implied. */
bool
migrate_always_implied(const Object *object)
{
	return true;
}

/* Whether an object is there without any command. */
static bool
IsImplied(const Object *object)
{
	return object->kind->implied && object->kind->implied(object);
}

/* Returns an object of the same names whose values are all NULL. */
static Object *
Blank(const Object *object)
{
	Object	   *blank = palloc(sizeof(Object));

	*blank = *object;
	blank->values = palloc0(sizeof(char *) * migrate_attribute_count(object->kind));
	return blank;
}

/* Returns the commands that make one list another, item by item, in order. */
static List *
ItemCommands(const Attribute *attribute, Expansion *e)
{
	List	   *old = migrate_split_list(e->before);
	List	   *new = migrate_split_list(e->after);
	List	   *commands = NIL;
	int			same = 0;

	while (same < list_length(old) && same < list_length(new) &&
		   strcmp(list_nth(old, same), list_nth(new, same)) == 0)
		same++;
	for (int i = same; i < list_length(old); i++)
	{
		e->item = list_nth(old, i);
		commands = lappend(commands, Expand(attribute->remove, e));
	}
	for (int i = same; i < list_length(new); i++)
	{
		e->item = list_nth(new, i);
		commands = lappend(commands, Expand(attribute->add, e));
	}
	return commands;
}

/* Adds the command of a template, if it has one. */
static List *
AddCommand(List *commands, const char *template, const Expansion *e)
{
	return *template ? lappend(commands, Expand(template, e)) : commands;
}

/*
 * Adds the commands for an attribute.  Returns false if there are none for it,
 * so that the object would have to be replaced.
 */
static bool
AttributeCommands(const Object *before, const Object *after, int number,
				  List **commands)
{
	const Attribute *attribute = &after->kind->attributes[number];
	Expansion	e = {.object = after, .before = before->values[number],
	.after = after->values[number]};
	bool		removes = attribute->reset && strstr(attribute->reset, "{removed}");

	if (attribute->alter)
		return attribute->alter(before, after, commands);
	if (attribute->add)
	{
		*commands = list_concat(*commands, ItemCommands(attribute, &e));
		return true;
	}
	if (e.after ? attribute->set == NULL : attribute->reset == NULL)
		return false;
	if (removes && *RemovedOptions(e.before, e.after))
		*commands = AddCommand(*commands, attribute->reset, &e);
	if (e.after)
		*commands = AddCommand(*commands, attribute->set, &e);
	else if (!removes)
		*commands = AddCommand(*commands, attribute->reset, &e);
	return true;
}

/* Returns the items of a list that are in another one too, as a list. */
static char *
CommonItems(const char *list, const char *other)
{
	List	   *others = migrate_split_list(other);
	StringInfoData common;
	ListCell   *lc;
	ListCell   *lo;

	initStringInfo(&common);
	foreach(lc, migrate_split_list(list))
		foreach(lo, others)
		if (strcmp(lfirst(lc), lfirst(lo)) == 0)
			appendStringInfo(&common, "%s, ", (char *) lfirst(lc));
	return common.data;
}

/* Whether objects differ in an attribute that has commands of its own. */
static bool
AttributeDiffers(const Object *before, const Object *after, int number)
{
	const char *old = before->values[number];
	const char *new = after->values[number];

	if (!Differs(old, new))
		return false;
	return !after->kind->attributes[number].order ||
		strcmp(CommonItems(old, new), CommonItems(new, old)) != 0;
}

/*
 * Commands
 */

/* Returns the object as it is before those commands that have to wait. */
static Object *
WithoutLate(const Object *object)
{
	Object	   *early = Blank(object);
	int			count = migrate_attribute_count(object->kind);

	for (int i = 0; i < count; i++)
		if (!migrate_attribute(object->kind, i)->late)
			early->values[i] = object->values[i];
	return early;
}

/* Returns the commands for what an object has that was just created plain. */
static List *
CompletingCommands(const Object *object, bool late)
{
	const Kind *kind = object->kind;
	Object	   *plain = Blank(object);
	bool		implied = IsImplied(object);
	List	   *commands = NIL;

	for (int i = 0; i < kind->attribute_count; i++)
	{
		const Attribute *attribute = &kind->attributes[i];

		if (object->values[i] && attribute->late == late &&
			(attribute->after || attribute->late || implied))
			(void) AttributeCommands(plain, object, i, &commands);
	}
	if (late)
		return commands;
	/* what is implied belongs to the owner of its parent */
	if (implied)
		plain->values[kind->attribute_count + FACET_OWNER] =
			object->values[kind->attribute_count + FACET_OWNER];
	return list_concat(commands, FacetsCommands(plain, object));
}

/*
 * Returns the commands that create an object as it is to be, but for those
 * that have to wait until everything else is created.
 */
List *
migrate_early_commands(const Object *object, List *children)
{
	const Kind *kind = object->kind;
	List	   *commands = NIL;
	ListCell   *lc;

	object = WithoutLate(object);
	if (!IsImplied(object))
		commands = list_make1(kind->make ? kind->make(object, children) :
							  migrate_expand(kind->create, object));
	commands = list_concat(commands, CompletingCommands(object, false));
	foreach(lc, children)
	{
		const Object *child = lfirst(lc);

		if (child->kind->inside)
			commands = list_concat(commands, CompletingCommands(child, false));
	}
	return commands;
}

/* Returns those that have to wait. */
List *
migrate_late_commands(const Object *object)
{
	return CompletingCommands(object, true);
}

/* Returns the commands that create an object as it is to be. */
List *
migrate_create_commands(const Object *object, List *children)
{
	return list_concat(migrate_early_commands(object, children),
					   migrate_late_commands(object));
}

/* Returns the commands that drop an object. */
List *
migrate_drop_commands(const Object *object)
{
	const Kind *kind = object->kind;

	if (IsImplied(object))
		return migrate_alter_commands(object, Blank(object), NIL);
	if (kind->destroy)
		return list_make1(kind->destroy(object));
	return list_make1(kind->drop ? migrate_expand(kind->drop, object) :
					  psprintf("DROP %s", migrate_address(object)));
}

/*
 * Adds the commands for the attributes that differ.  Returns false if the
 * object has to be replaced.
 */
static bool
AlterAttributes(const Object *before, const Object *after, List **commands)
{
	const Kind *kind = after->kind;

	for (int i = 0; i < kind->attribute_count; i++)
	{
		if (!AttributeDiffers(before, after, i) ||
			AttributeCommands(before, after, i, commands))
			continue;
		if (kind->attributes[i].refuse == NULL)
			return false;
		*commands = lappend(*commands, psprintf("-- %s: %s", kind->attributes[i].name,
												kind->attributes[i].refuse));
	}
	return true;
}

/*
 * Returns the object as it is to be while what has to come late is not there
 * yet: the owner of a sequence, for one, changes before a table owns it.
 */
static Object *
BeforeLate(const Object *before, const Object *after)
{
	Object	   *between = Blank(after);
	int			count = migrate_attribute_count(after->kind);

	for (int i = 0; i < count; i++)
		if (!migrate_attribute(after->kind, i)->late ||
			!Differs(before->values[i], after->values[i]))
			between->values[i] = after->values[i];
	return between;
}

/*
 * Returns the commands that make an object what it is to be.  What no ALTER
 * can change is dropped and created again; what cannot be changed at all is a
 * comment that says why.
 */
List *
migrate_alter_commands(const Object *before, const Object *after, List *children)
{
	const Object *between = BeforeLate(before, after);
	List	   *commands = NIL;

	if (!AlterAttributes(before, between, &commands))
		return list_concat(migrate_drop_commands(before),
						   migrate_create_commands(after, children));
	commands = list_concat(commands, FacetsCommands(before, between));
	(void) AlterAttributes(between, after, &commands);
	return commands;
}
