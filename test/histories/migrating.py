"""A history run by migrate."""

from server import (SqlError, available_extensions, bytea_literal, jsonb_literal,
                    query, run_psql, value)
from reference import run_prelude

ALLOW_OBJECTS = "options => '{\"not_empty\": \"allow\"}'"


def database_name(history, name="history"):
    """pg_cron exists in one database only, which the server names."""
    if "pg_cron" in history.extensions:
        return value("postgres", "SHOW cron.database_name;")
    return name


def missing_extensions(history):
    """What the history needs and the server does not have."""
    missing = history.extensions - available_extensions()
    if "pg_cron" in history.extensions and not value(
            "postgres", "SELECT current_setting('cron.database_name', true);"):
        missing.add("pg_cron in shared_preload_libraries")
    return missing


def deploy_script(history):
    """What hands the history over to migrate and runs it."""
    options = f", {ALLOW_OBJECTS}" if history.prelude else ""
    if history.by_folder:
        return (f"CALL migrate.deploy_archive({bytea_literal(history.archive())}"
                f"{options});\n")
    bundle = [found.arguments() for found in history.migrations]
    return (f"SELECT count(*) FROM migrate.load({jsonb_literal(bundle)});\n"
            f"CALL migrate.apply({options.removeprefix(', ')});\n")


def run_by_migrate(database, history):
    """Run a whole history in one call; returns the error or None."""
    run_psql(database, "CREATE EXTENSION migrate;")
    run_prelude(database, history)
    try:
        run_psql(database, deploy_script(history))
    except SqlError as error:
        return error
    return None
