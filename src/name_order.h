/*-------------------------------------------------------------------------
 *
 * name_order.h
 *	  The order of migrations by their names.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_NAME_ORDER_H
#define MIGRATE_NAME_ORDER_H

/* name_order.c */
extern int	migrate_compare_digits(const char **a, const char **b);
extern int	migrate_compare_utf8(const char *a, const char *b);
extern int	migrate_compare_names(const char *a, const char *b);

#endif							/* MIGRATE_NAME_ORDER_H */
