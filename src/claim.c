/*-------------------------------------------------------------------------
 *
 * claim.c
 *	  What a person says of a migration, held against the schema.
 *
 * The statements of a script name objects that they create and drop.  If the
 * script is said to be applied, what it creates has to be there and what it
 * drops must not; if it is said to be rolled back, what it created must be
 * gone.  What a DO block or a function does cannot be seen.
 *
 * A claim that holds becomes part of the expected schema: the differences of
 * its objects are taken into the event that records it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/relation.h"
#include "catalog/namespace.h"
#include "catalog/objectaddress.h"
#include "catalog/pg_class.h"
#include "claim.h"
#include "drift.h"
#include "errors.h"
#include "execute.h"
#include "nodes/makefuncs.h"
#include "nodes/parsenodes.h"
#include "parser/parse_type.h"
#include "script.h"
#include "track.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

/* An object that a statement names. */
typedef struct Claim
{
	ObjectType	type;
	Node	   *object;			/* as get_object_address() takes it */
	bool		exists;			/* after the script */
	bool		tolerant;		/* IF NOT EXISTS, OR REPLACE: it may be older */
	int			statement;
	char	   *name;			/* for messages */
} Claim;

/* Adds a claim; what an earlier statement said of the object is past. */
static List *
AddClaim(List *claims, ObjectType type, Node *object, bool exists, bool tolerant,
		 int statement, char *name)
{
	Claim	   *claim = palloc(sizeof(Claim));
	ListCell   *lc;

	foreach(lc, claims)
	{
		Claim	   *earlier = lfirst(lc);

		if (earlier->type == type && equal(earlier->object, object))
			claims = foreach_delete_current(claims, lc);
	}
	claim->type = type;
	claim->object = object;
	claim->exists = exists;
	claim->tolerant = tolerant;
	claim->statement = statement;
	claim->name = name;
	return lappend(claims, claim);
}

/*
 * Names
 */

/* Returns the schema in which an unqualified name is or would be made. */
static char *
SchemaOf(const char *schema, const char *relation)
{
	List	   *path;
	Oid			relid;

	if (schema)
		return pstrdup(schema);
	relid = relation ? RelnameGetRelid(relation) : InvalidOid;
	if (OidIsValid(relid))
		return get_namespace_name(get_rel_namespace(relid));
	path = fetch_search_path(false);
	return path == NIL ? pstrdup("public") : get_namespace_name(linitial_oid(path));
}

/* Returns the whole name of a relation. */
static List *
RelationName(const RangeVar *relation)
{
	return list_make2(makeString(SchemaOf(relation->schemaname, relation->relname)),
					  makeString(relation->relname));
}

/* Returns the whole name of something else than a relation. */
static List *
QualifiedName(List *names)
{
	char	   *schema;
	char	   *name;

	DeconstructQualifiedName(names, &schema, &name);
	return list_make2(makeString(SchemaOf(schema, NULL)), makeString(name));
}

/* Claims a relation. */
static List *
ClaimRelation(List *claims, const RangeVar *relation, bool exists, bool tolerant,
			  int statement)
{
	List	   *name = RelationName(relation);

	return AddClaim(claims, OBJECT_TABLE, (Node *) name, exists, tolerant, statement,
					psprintf("relation %s", NameListToQuotedString(name)));
}

/* Claims a part of a relation: column, constraint, trigger, rule, policy. */
static List *
ClaimPart(List *claims, ObjectType type, const char *what, List *relation,
		  const char *part, bool exists, bool tolerant, int statement)
{
	List	   *name = lappend(list_copy(relation), makeString(pstrdup(part)));

	return AddClaim(claims, type, (Node *) name, exists, tolerant, statement,
					psprintf("%s %s of %s", what, quote_identifier(part),
							 NameListToQuotedString(relation)));
}

/* Claims a type. */
static List *
ClaimType(List *claims, List *names, bool exists, int statement)
{
	List	   *name = QualifiedName(names);

	return AddClaim(claims, OBJECT_TYPE, (Node *) makeTypeNameFromNameList(name), exists,
					false, statement, psprintf("type %s", NameListToQuotedString(name)));
}

/* Claims what goes by a name alone. */
static List *
ClaimName(List *claims, ObjectType type, const char *what, const char *name,
		  bool exists, bool tolerant, int statement)
{
	return AddClaim(claims, type, (Node *) makeString(pstrdup(name)), exists, tolerant,
					statement, psprintf("%s %s", what, quote_identifier(name)));
}

/*
 * Statements
 */

/* Claims what the commands of an ALTER TABLE make and drop. */
static List *
ClaimAlterTable(List *claims, AlterTableStmt *stmt, int statement)
{
	List	   *relation = RelationName(stmt->relation);
	ListCell   *lc;

	foreach(lc, stmt->cmds)
	{
		AlterTableCmd *cmd = lfirst_node(AlterTableCmd, lc);

		if (cmd->subtype == AT_AddColumn)
			claims = ClaimPart(claims, OBJECT_COLUMN, "column", relation,
							   castNode(ColumnDef, cmd->def)->colname, true,
							   cmd->missing_ok, statement);
		else if (cmd->subtype == AT_DropColumn)
			claims = ClaimPart(claims, OBJECT_COLUMN, "column", relation, cmd->name,
							   false, false, statement);
		else if (cmd->subtype == AT_DropConstraint)
			claims = ClaimPart(claims, OBJECT_TABCONSTRAINT, "constraint", relation,
							   cmd->name, false, false, statement);
		else if (cmd->subtype == AT_AddConstraint && castNode(Constraint, cmd->def)->conname)
			claims = ClaimPart(claims, OBJECT_TABCONSTRAINT, "constraint", relation,
							   castNode(Constraint, cmd->def)->conname, true, false, statement);
	}
	return claims;
}

/* Claims that what a DROP names is gone. */
static List *
ClaimDrop(List *claims, DropStmt *stmt, int statement)
{
	ListCell   *lc;

	foreach(lc, stmt->objects)
	{
		Node	   *object = lfirst(lc);
		List	   *names;

		switch (stmt->removeType)
		{
			case OBJECT_TABLE:
			case OBJECT_VIEW:
			case OBJECT_MATVIEW:
			case OBJECT_SEQUENCE:
			case OBJECT_INDEX:
			case OBJECT_FOREIGN_TABLE:
				claims = ClaimRelation(claims, makeRangeVarFromNameList((List *) object),
									   false, false, statement);
				break;
			case OBJECT_TYPE:
			case OBJECT_DOMAIN:
				claims = ClaimType(claims, castNode(TypeName, object)->names, false, statement);
				break;
			case OBJECT_SCHEMA:
				claims = ClaimName(claims, OBJECT_SCHEMA, "schema", strVal(object), false,
								   false, statement);
				break;
			case OBJECT_EXTENSION:
				claims = ClaimName(claims, OBJECT_EXTENSION, "extension", strVal(object),
								   false, false, statement);
				break;
			case OBJECT_TRIGGER:
			case OBJECT_POLICY:
			case OBJECT_RULE:
				names = (List *) object;
				claims = ClaimPart(claims, stmt->removeType,
								   stmt->removeType == OBJECT_TRIGGER ? "trigger" :
								   stmt->removeType == OBJECT_POLICY ? "policy" : "rule",
								   RelationName(makeRangeVarFromNameList(list_copy_head(names, list_length(names) - 1))),
								   strVal(llast(names)), false, false, statement);
				break;
			default:
				break;
		}
	}
	return claims;
}

/* Claims what a rename leaves under both names. */
static List *
ClaimRename(List *claims, RenameStmt *stmt, int statement)
{
	RangeVar   *renamed;

	if (stmt->relation == NULL)
		return claims;
	if (stmt->renameType == OBJECT_COLUMN)
	{
		List	   *relation = RelationName(stmt->relation);

		claims = ClaimPart(claims, OBJECT_COLUMN, "column", relation, stmt->subname,
						   false, false, statement);
		return ClaimPart(claims, OBJECT_COLUMN, "column", relation, stmt->newname,
						 true, false, statement);
	}
	if (stmt->renameType != OBJECT_TABLE && stmt->renameType != OBJECT_VIEW &&
		stmt->renameType != OBJECT_MATVIEW && stmt->renameType != OBJECT_INDEX &&
		stmt->renameType != OBJECT_SEQUENCE)
		return claims;
	renamed = makeRangeVar(SchemaOf(stmt->relation->schemaname, stmt->relation->relname),
						   stmt->newname, -1);
	claims = ClaimRelation(claims, stmt->relation, false, false, statement);
	return ClaimRelation(claims, renamed, true, false, statement);
}

/* Returns the object that stands for a new function's name and arguments. */
static Node *
FunctionObject(CreateFunctionStmt *stmt)
{
	ObjectWithArgs *object = makeNode(ObjectWithArgs);
	ListCell   *lc;

	object->objname = QualifiedName(stmt->funcname);
	foreach(lc, stmt->parameters)
	{
		FunctionParameter *p = lfirst_node(FunctionParameter, lc);

		if (p->mode != FUNC_PARAM_OUT && p->mode != FUNC_PARAM_TABLE)
			object->objargs = lappend(object->objargs, p->argType);
	}
	return (Node *) object;
}

/* Claims what one statement says. */
static List *
ClaimStatement(List *claims, Node *node, int k)
{
	switch (nodeTag(node))
	{
		case T_CreateStmt:
			return ClaimRelation(claims, ((CreateStmt *) node)->relation, true,
								 ((CreateStmt *) node)->if_not_exists, k);
		case T_CreateForeignTableStmt:
			return ClaimRelation(claims, ((CreateForeignTableStmt *) node)->base.relation,
								 true, ((CreateForeignTableStmt *) node)->base.if_not_exists, k);
		case T_CreateTableAsStmt:
			return ClaimRelation(claims, ((CreateTableAsStmt *) node)->into->rel, true,
								 ((CreateTableAsStmt *) node)->if_not_exists, k);
		case T_ViewStmt:
			return ClaimRelation(claims, ((ViewStmt *) node)->view, true,
								 ((ViewStmt *) node)->replace, k);
		case T_CreateSeqStmt:
			return ClaimRelation(claims, ((CreateSeqStmt *) node)->sequence, true,
								 ((CreateSeqStmt *) node)->if_not_exists, k);
		case T_IndexStmt:
			if (((IndexStmt *) node)->idxname == NULL)
				return claims;
			return ClaimRelation(claims,
								 makeRangeVar(strVal(linitial(RelationName(((IndexStmt *) node)->relation))),
											  ((IndexStmt *) node)->idxname, -1),
								 true, ((IndexStmt *) node)->if_not_exists, k);
		case T_AlterTableStmt:
			return ClaimAlterTable(claims, (AlterTableStmt *) node, k);
		case T_RenameStmt:
			return ClaimRename(claims, (RenameStmt *) node, k);
		case T_DropStmt:
			return ClaimDrop(claims, (DropStmt *) node, k);
		case T_CompositeTypeStmt:
			return ClaimType(claims, RelationName(((CompositeTypeStmt *) node)->typevar), true, k);
		case T_CreateEnumStmt:
			return ClaimType(claims, ((CreateEnumStmt *) node)->typeName, true, k);
		case T_CreateRangeStmt:
			return ClaimType(claims, ((CreateRangeStmt *) node)->typeName, true, k);
		case T_CreateDomainStmt:
			return ClaimType(claims, ((CreateDomainStmt *) node)->domainname, true, k);
		case T_CreateSchemaStmt:
			if (((CreateSchemaStmt *) node)->schemaname == NULL)
				return claims;
			return ClaimName(claims, OBJECT_SCHEMA, "schema",
							 ((CreateSchemaStmt *) node)->schemaname, true,
							 ((CreateSchemaStmt *) node)->if_not_exists, k);
		case T_CreateExtensionStmt:
			return ClaimName(claims, OBJECT_EXTENSION, "extension",
							 ((CreateExtensionStmt *) node)->extname, true,
							 ((CreateExtensionStmt *) node)->if_not_exists, k);
		case T_CreateFunctionStmt:
			return AddClaim(claims, OBJECT_ROUTINE, FunctionObject((CreateFunctionStmt *) node),
							true, ((CreateFunctionStmt *) node)->replace, k,
							psprintf("function %s",
									 NameListToQuotedString(((CreateFunctionStmt *) node)->funcname)));
		case T_CreateTrigStmt:
			return ClaimPart(claims, OBJECT_TRIGGER, "trigger",
							 RelationName(((CreateTrigStmt *) node)->relation),
							 ((CreateTrigStmt *) node)->trigname, true,
							 ((CreateTrigStmt *) node)->replace, k);
		case T_CreatePolicyStmt:
			return ClaimPart(claims, OBJECT_POLICY, "policy",
							 RelationName(((CreatePolicyStmt *) node)->table),
							 ((CreatePolicyStmt *) node)->policy_name, true, false, k);
		default:
			return claims;
	}
}

/* Follows what a script does to the search_path; anything else has no effect. */
static void
FollowSearchPath(Node *node)
{
	VariableSetStmt *set = (VariableSetStmt *) node;

	if (IsA(node, VariableSetStmt) && set->kind == VAR_SET_VALUE &&
		strcmp(set->name, "search_path") == 0)
		(void) set_config_option("search_path", ExtractSetVariableArgs(set), PGC_USERSET,
								 PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
}

/*
 * The schema
 */

/* Is the relation gone that a claimed object is a part of? */
static bool
LacksRelation(const Claim *claim)
{
	List	   *names;

	if (claim->type != OBJECT_COLUMN && claim->type != OBJECT_TABCONSTRAINT &&
		claim->type != OBJECT_TRIGGER && claim->type != OBJECT_RULE &&
		claim->type != OBJECT_POLICY)
		return false;
	names = (List *) claim->object;
	names = list_copy_head(names, list_length(names) - 1);
	return !OidIsValid(RangeVarGetRelid(makeRangeVarFromNameList(names), NoLock, true));
}

/* Returns the address of a claimed object, of class 0 if it is not there. */
static ObjectAddress
FindObject(const Claim *claim)
{
	Relation	relation = NULL;
	ObjectAddress address = InvalidObjectAddress;

	if (LacksRelation(claim))
		return address;
	if (claim->type == OBJECT_TABLE)
	{
		Oid			relid = RangeVarGetRelid(makeRangeVarFromNameList((List *) claim->object),
											 NoLock, true);

		if (OidIsValid(relid))
			ObjectAddressSet(address, RelationRelationId, relid);
		return address;
	}
	address = get_object_address(claim->type, claim->object, &relation, AccessShareLock, true);
	if (relation)
		relation_close(relation, NoLock);
	return OidIsValid(address.objectId) ? address : InvalidObjectAddress;
}

/* Returns the object of the model at an address, NULL if it is in none. */
static Object *
ModelObject(const ObjectAddress *address)
{
	for (int i = 0; i < migrate_kind_count; i++)
	{
		ReadPart	part = {.kind = migrate_kinds[i]};
		ListCell   *lc;

		if (part.kind->classid != address->classId ||
			(part.kind->subid == NULL) != (address->objectSubId == 0))
			continue;
		part.oids = list_make1_oid(address->objectId);
		migrate_read_parts(list_make1(&part), NULL);
		foreach(lc, part.now)
			if (((Object *) lfirst(lc))->subid == address->objectSubId)
				return lfirst(lc);
	}
	return NULL;
}

/* Did something else than this migration make the object what it is? */
static bool
IsOlder(const Migration *m, const Object *object)
{
	int64		event = 0;

	if (object != NULL)
		(void) migrate_expected_object(object->kind, object->identity, NEWEST_EVENT, &event);
	return event > 0 && !migrate_event_is_of(event, m->row->project, m->row->name);
}

/* Adds a claimed object to a text, or that it is not there. */
static void
AddFault(StringInfo faults, const Claim *claim, const char *what)
{
	appendStringInfo(faults, "%s%s %s (statement %d)", faults->len ? ", " : "",
					 claim->name, what, claim->statement);
}

/* Raises the error that the schema is not as a person says. */
static void
RefuseClaim(const Migration *m, bool applied, const char *faults)
{
	ereport(ERROR,
			(errcode(ERRCODE_MG_FALSE_CLAIM),
			 applied ? errmsg("migration \"%s\" is not applied", m->row->name) :
			 errmsg("migration \"%s\" is not rolled back", m->row->name),
			 errdetail("%s.", faults),
			 applied ? errhint("Make it so, or say up to which statement it is done: statement => k.") :
			 errhint("Drop what is left, then call again; or go on with CALL migrate.apply(resume => true).")));
}

/* Returns the claims of the first statements of a script. */
static List *
ReadClaims(const Migration *m, int statements)
{
	Script	   *script = migrate_parse_script("", m->row->name,
											  migrate_read_script(m->row->up),
											  migrate_script_mode(m));
	List	   *claims = NIL;

	for (int i = 0; i < script->nstatements && (statements < 0 || i < statements); i++)
	{
		Node	   *node = script->statements[i].raw->stmt;

		FollowSearchPath(node);
		claims = ClaimStatement(claims, node, i + 1);
	}
	return claims;
}

/* Returns the identities of the claimed objects that are there. */
static List *
CheckClaims(const Migration *m, List *claims, bool applied)
{
	StringInfoData faults;
	List	   *identities = NIL;
	ListCell   *lc;

	initStringInfo(&faults);
	foreach(lc, claims)
	{
		Claim	   *claim = lfirst(lc);
		ObjectAddress address = FindObject(claim);
		bool		there = OidIsValid(address.classId);
		Object	   *object = there ? ModelObject(&address) : NULL;

		if (object)
			identities = lappend(identities, object->identity);
		if (applied && there != claim->exists)
			AddFault(&faults, claim, there ? "is still there" : "is not there");
		else if (!applied && there && claim->exists && !claim->tolerant && !IsOlder(m, object))
			AddFault(&faults, claim, "is still there");
	}
	if (faults.len > 0)
		RefuseClaim(m, applied, faults.data);
	return identities;
}

/* Is a difference one of the migration's objects, or of their parts? */
static bool
IsOfClaim(const Migration *m, const Difference *d, List *identities)
{
	const Object *either = d->actual ? d->actual : d->expected;
	int64		event;
	ListCell   *lc;

	foreach(lc, identities)
		if (strcmp(lfirst(lc), d->identity) == 0 ||
			(either->parent && strcmp(lfirst(lc), either->parent) == 0))
			return true;
	(void) migrate_expected_object(d->kind, d->identity, NEWEST_EVENT, &event);
	return event > 0 && migrate_event_is_of(event, m->row->project, m->row->name);
}

/*
 * Raises an error unless the schema is as a person says: the first statements
 * of the migration (-1: all) are applied, or it is rolled back.  The event that
 * records it takes over how its objects are.
 */
void
migrate_check_claim(const Migration *m, const Settings *settings, int statements,
					bool applied, Event *event)
{
	int			nest_level = NewGUCNestLevel();
	List	   *identities;
	List	   *taken = NIL;
	DriftCheck *check;
	ListCell   *lc;

	if (settings->search_path)
		(void) set_config_option("search_path", settings->search_path, PGC_USERSET,
								 PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	identities = CheckClaims(m, ReadClaims(m, statements), applied);
	AtEOXact_GUC(false, nest_level);

	check = migrate_check_drift(false);
	if (check->model == NULL || !migrate_same_model_version(check->model))
		return;
	foreach(lc, check->managed)
		if (IsOfClaim(m, lfirst(lc), identities))
			taken = lappend(taken, lfirst(lc));
	migrate_take_differences(event, taken);
}
