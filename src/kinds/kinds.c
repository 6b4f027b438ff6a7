/*-------------------------------------------------------------------------
 *
 * kinds.c
 *	  The table of the kinds, in the order in which objects are created.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "kinds/facets.h"
#include "kinds/kind.h"
#include "kinds/kinds.h"

const Kind *const migrate_kinds[] = {
	&migrate_kind_schema,
	&migrate_kind_extension,
	&migrate_kind_language,
	&migrate_kind_access_method,
	&migrate_kind_enum,
	&migrate_kind_base_type,
	&migrate_kind_domain,
	&migrate_kind_collation,
	&migrate_kind_conversion,
	&migrate_kind_composite_type,
	&migrate_kind_range,
	&migrate_kind_function,
	&migrate_kind_procedure,
	&migrate_kind_aggregate,
	&migrate_kind_operator,
	&migrate_kind_operator_family,
	&migrate_kind_operator_class,
	&migrate_kind_cast,
	&migrate_kind_transform,
	&migrate_kind_text_search_parser,
	&migrate_kind_text_search_template,
	&migrate_kind_text_search_dictionary,
	&migrate_kind_text_search_configuration,
	&migrate_kind_foreign_data_wrapper,
	&migrate_kind_server,
	&migrate_kind_user_mapping,
	&migrate_kind_domain_constraint,
	&migrate_kind_sequence,
	&migrate_kind_table,
	&migrate_kind_foreign_table,
	&migrate_kind_column,
	&migrate_kind_identity_sequence,
	&migrate_kind_view,
	&migrate_kind_materialized_view,
	&migrate_kind_view_column,
	&migrate_kind_index,
	&migrate_kind_constraint,
	&migrate_kind_statistics,
	&migrate_kind_rule,
	&migrate_kind_trigger,
	&migrate_kind_partition_trigger,
	&migrate_kind_policy,
	&migrate_kind_event_trigger,
	&migrate_kind_publication,
	&migrate_kind_publication_table,
	&migrate_kind_publication_schema,
	&migrate_kind_subscription,
	&migrate_kind_default_privileges,
	&migrate_kind_setting,
};

const int	migrate_kind_count = lengthof(migrate_kinds);

/* Returns the place of the kind of that name, or -1. */
int
migrate_kind_number(const char *name)
{
	static int	last = 0;		/* the same is often asked for again */

	if (strcmp(migrate_kinds[last]->name, name) == 0)
		return last;
	for (int i = 0; i < migrate_kind_count; i++)
		if (strcmp(migrate_kinds[i]->name, name) == 0)
			return last = i;
	return -1;
}

/* Returns the place of a kind. */
int
migrate_kind_place(const Kind *kind)
{
	int			i = 0;

	while (migrate_kinds[i] != kind)
		i++;
	return i;
}

/* Returns how many attributes the objects of a kind have, facets included. */
int
migrate_attribute_count(const Kind *kind)
{
	return kind->attribute_count + FACET_COUNT;
}

/* Returns an attribute of a kind, from 0; the facets come last. */
const Attribute *
migrate_attribute(const Kind *kind, int number)
{
	return number < kind->attribute_count ? &kind->attributes[number] :
		&migrate_facets[number - kind->attribute_count];
}
