/*-------------------------------------------------------------------------
 *
 * command.h
 *	  The commands that create, alter and drop objects.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_COMMAND_H
#define MIGRATE_COMMAND_H

#include "model.h"

extern List *migrate_split_list(const char *text);
extern List *migrate_split_settings(const char *text);
extern char *migrate_item_name(const char *item);
extern List *migrate_privilege_items(const Object *object, const char *owner);
extern char *migrate_privileges_of_items(const Kind *kind, const char *owner,
										 List *items);
extern char *migrate_expand(const char *template, const Object *object);
extern char *migrate_address(const Object *object);

extern List *migrate_early_commands(const Object *object, List *children);
extern List *migrate_late_commands(const Object *object);
extern List *migrate_create_commands(const Object *object, List *children);
extern List *migrate_drop_commands(const Object *object);
extern List *migrate_alter_commands(const Object *before, const Object *after,
									List *children);

#endif							/* MIGRATE_COMMAND_H */
