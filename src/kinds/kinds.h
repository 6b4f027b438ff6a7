/*-------------------------------------------------------------------------
 *
 * kinds.h
 *	  All kinds; each is defined in the file of its name.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MIGRATE_KINDS_H
#define MIGRATE_KINDS_H

#include "kinds/kind.h"

extern const Kind migrate_kind_schema;
extern const Kind migrate_kind_extension;
extern const Kind migrate_kind_language;
extern const Kind migrate_kind_access_method;
extern const Kind migrate_kind_enum;
extern const Kind migrate_kind_composite_type;
extern const Kind migrate_kind_range;
extern const Kind migrate_kind_base_type;
extern const Kind migrate_kind_domain;
extern const Kind migrate_kind_collation;
extern const Kind migrate_kind_conversion;
extern const Kind migrate_kind_function;
extern const Kind migrate_kind_procedure;
extern const Kind migrate_kind_aggregate;
extern const Kind migrate_kind_operator;
extern const Kind migrate_kind_operator_class;
extern const Kind migrate_kind_operator_family;
extern const Kind migrate_kind_cast;
extern const Kind migrate_kind_transform;
extern const Kind migrate_kind_domain_constraint;
extern const Kind migrate_kind_sequence;
extern const Kind migrate_kind_table;
extern const Kind migrate_kind_foreign_table;
extern const Kind migrate_kind_column;
extern const Kind migrate_kind_identity_sequence;
extern const Kind migrate_kind_view;
extern const Kind migrate_kind_materialized_view;
extern const Kind migrate_kind_view_column;
extern const Kind migrate_kind_index;
extern const Kind migrate_kind_constraint;
extern const Kind migrate_kind_statistics;
extern const Kind migrate_kind_rule;
extern const Kind migrate_kind_trigger;
extern const Kind migrate_kind_partition_trigger;
extern const Kind migrate_kind_policy;
extern const Kind migrate_kind_event_trigger;
extern const Kind migrate_kind_publication;
extern const Kind migrate_kind_publication_table;
extern const Kind migrate_kind_publication_schema;
extern const Kind migrate_kind_subscription;
extern const Kind migrate_kind_foreign_data_wrapper;
extern const Kind migrate_kind_server;
extern const Kind migrate_kind_user_mapping;
extern const Kind migrate_kind_text_search_parser;
extern const Kind migrate_kind_text_search_template;
extern const Kind migrate_kind_text_search_dictionary;
extern const Kind migrate_kind_text_search_configuration;
extern const Kind migrate_kind_default_privileges;
extern const Kind migrate_kind_setting;

/* constraint.c */
extern bool migrate_is_key(const struct Object *constraint);

#endif							/* MIGRATE_KINDS_H */
