/*-------------------------------------------------------------------------
 *
 * catalogs.c
 *	  The catalogs that a model is read from, and whose object a row is.
 *
 * pg_class comes first: it tells which relations are temporary.  Of pg_depend
 * only what refers to extensions is read; see stamp.c.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_aggregate.h"
#include "catalog/pg_am.h"
#include "catalog/pg_amop.h"
#include "catalog/pg_amproc.h"
#include "catalog/pg_attrdef.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_authid.h"
#include "catalog/pg_cast.h"
#include "catalog/pg_class.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_conversion.h"
#include "catalog/pg_db_role_setting.h"
#include "catalog/pg_default_acl.h"
#include "catalog/pg_description.h"
#include "catalog/pg_enum.h"
#include "catalog/pg_event_trigger.h"
#include "catalog/pg_extension.h"
#include "catalog/pg_foreign_data_wrapper.h"
#include "catalog/pg_foreign_server.h"
#include "catalog/pg_foreign_table.h"
#include "catalog/pg_index.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_language.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_opclass.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_opfamily.h"
#include "catalog/pg_partitioned_table.h"
#include "catalog/pg_policy.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_publication.h"
#include "catalog/pg_publication_namespace.h"
#include "catalog/pg_publication_rel.h"
#include "catalog/pg_range.h"
#include "catalog/pg_rewrite.h"
#include "catalog/pg_seclabel.h"
#include "catalog/pg_sequence.h"
#include "catalog/pg_shseclabel.h"
#include "catalog/pg_statistic_ext.h"
#include "catalog/pg_subscription.h"
#include "catalog/pg_tablespace.h"
#include "catalog/pg_transform.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_ts_config.h"
#include "catalog/pg_ts_config_map.h"
#include "catalog/pg_ts_dict.h"
#include "catalog/pg_ts_parser.h"
#include "catalog/pg_ts_template.h"
#include "catalog/pg_type.h"
#include "catalog/pg_user_mapping.h"
#include "kinds/catalogs.h"

/* A catalog whose rows are objects themselves. */
#define OWN(relid_, prefix) \
	.relid = (relid_), .classid = (relid_), .object = Anum_##prefix##_oid

/* A catalog whose rows are parts of an object of another one. */
#define PART(relid_, class_, column) \
	.relid = (relid_), .classid = (class_), .object = (column)

const Catalog migrate_catalogs[] = {
	{OWN(RelationRelationId, pg_class), .schema = Anum_pg_class_relnamespace,
		.relation = Anum_pg_class_oid, .renames = true},
	{PART(AttributeRelationId, RelationRelationId, Anum_pg_attribute_attrelid),
		.relation = Anum_pg_attribute_attrelid, .renames = true},
	{PART(AttrDefaultRelationId, RelationRelationId, Anum_pg_attrdef_adrelid),
		.relation = Anum_pg_attrdef_adrelid},
	{PART(IndexRelationId, RelationRelationId, Anum_pg_index_indexrelid),
		.relation = Anum_pg_index_indexrelid,
		.also = {{RelationRelationId, Anum_pg_index_indrelid}}},
	{PART(InheritsRelationId, RelationRelationId, Anum_pg_inherits_inhrelid),
		.relation = Anum_pg_inherits_inhrelid},
	{PART(PartitionedRelationId, RelationRelationId, Anum_pg_partitioned_table_partrelid),
		.relation = Anum_pg_partitioned_table_partrelid},
	{PART(SequenceRelationId, RelationRelationId, Anum_pg_sequence_seqrelid),
		.relation = Anum_pg_sequence_seqrelid},
	{PART(ForeignTableRelationId, RelationRelationId, Anum_pg_foreign_table_ftrelid),
		.relation = Anum_pg_foreign_table_ftrelid},
	{OWN(RewriteRelationId, pg_rewrite), .relation = Anum_pg_rewrite_ev_class,
		.also = {{RelationRelationId, Anum_pg_rewrite_ev_class}}},
	{OWN(ConstraintRelationId, pg_constraint), .schema = Anum_pg_constraint_connamespace,
		.also = {{TypeRelationId, Anum_pg_constraint_contypid},
			{RelationRelationId, Anum_pg_constraint_conrelid}}},
	{OWN(TriggerRelationId, pg_trigger), .relation = Anum_pg_trigger_tgrelid},
	{OWN(PolicyRelationId, pg_policy), .relation = Anum_pg_policy_polrelid},
	{OWN(StatisticExtRelationId, pg_statistic_ext), .schema = Anum_pg_statistic_ext_stxnamespace},
	{OWN(TypeRelationId, pg_type), .schema = Anum_pg_type_typnamespace, .renames = true},
	{PART(EnumRelationId, TypeRelationId, Anum_pg_enum_enumtypid)},
	{PART(RangeRelationId, TypeRelationId, Anum_pg_range_rngtypid)},
	{OWN(ProcedureRelationId, pg_proc), .schema = Anum_pg_proc_pronamespace, .renames = true},
	{PART(AggregateRelationId, ProcedureRelationId, Anum_pg_aggregate_aggfnoid)},
	{OWN(OperatorRelationId, pg_operator), .schema = Anum_pg_operator_oprnamespace, .renames = true},
	{OWN(OperatorClassRelationId, pg_opclass), .schema = Anum_pg_opclass_opcnamespace, .renames = true},
	{OWN(OperatorFamilyRelationId, pg_opfamily), .schema = Anum_pg_opfamily_opfnamespace, .renames = true},
	{PART(AccessMethodOperatorRelationId, OperatorFamilyRelationId, Anum_pg_amop_amopfamily)},
	{PART(AccessMethodProcedureRelationId, OperatorFamilyRelationId, Anum_pg_amproc_amprocfamily)},
	{OWN(CastRelationId, pg_cast)},
	{OWN(TransformRelationId, pg_transform)},
	{OWN(CollationRelationId, pg_collation), .schema = Anum_pg_collation_collnamespace, .renames = true},
	{OWN(ConversionRelationId, pg_conversion), .schema = Anum_pg_conversion_connamespace},
	{OWN(NamespaceRelationId, pg_namespace), .schema = Anum_pg_namespace_oid, .renames = true},
	{OWN(ExtensionRelationId, pg_extension), .renames = true},
	{OWN(LanguageRelationId, pg_language), .renames = true},
	{OWN(AccessMethodRelationId, pg_am), .renames = true},
	{OWN(EventTriggerRelationId, pg_event_trigger)},
	{OWN(PublicationRelationId, pg_publication), .renames = true},
	{OWN(PublicationRelRelationId, pg_publication_rel)},
	{OWN(PublicationNamespaceRelationId, pg_publication_namespace)},
	{OWN(SubscriptionRelationId, pg_subscription)},
	{OWN(ForeignDataWrapperRelationId, pg_foreign_data_wrapper), .renames = true},
	{OWN(ForeignServerRelationId, pg_foreign_server), .renames = true},
	{OWN(UserMappingRelationId, pg_user_mapping)},
	{OWN(TSParserRelationId, pg_ts_parser), .schema = Anum_pg_ts_parser_prsnamespace, .renames = true},
	{OWN(TSDictionaryRelationId, pg_ts_dict), .schema = Anum_pg_ts_dict_dictnamespace, .renames = true},
	{OWN(TSTemplateRelationId, pg_ts_template), .schema = Anum_pg_ts_template_tmplnamespace, .renames = true},
	{OWN(TSConfigRelationId, pg_ts_config), .schema = Anum_pg_ts_config_cfgnamespace, .renames = true},
	{PART(TSConfigMapRelationId, TSConfigRelationId, Anum_pg_ts_config_map_mapcfg)},
	{OWN(DefaultAclRelationId, pg_default_acl)},
	{PART(DbRoleSettingRelationId, DbRoleSettingRelationId, Anum_pg_db_role_setting_setrole)},
	{OWN(AuthIdRelationId, pg_authid), .renames = true},
	{OWN(TableSpaceRelationId, pg_tablespace), .renames = true},
	{.relid = DescriptionRelationId, .object = Anum_pg_description_objoid,
		.class_column = Anum_pg_description_classoid},
	{.relid = SecLabelRelationId, .object = Anum_pg_seclabel_objoid,
		.class_column = Anum_pg_seclabel_classoid},
	{.relid = SharedSecLabelRelationId, .object = Anum_pg_shseclabel_objoid,
		.class_column = Anum_pg_shseclabel_classoid},
};

const int	migrate_catalog_count = lengthof(migrate_catalogs);
