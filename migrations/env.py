"""How Alembic runs our migrations: on the connection it is handed, one transaction each."""

from alembic import context


def run() -> None:
    """Run on the owner's connection that `casework.store.migrate` opened."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=context.config.attributes.get("metadata"),
        transaction_per_migration=True,
        compare_type=True,
        version_table_schema="public",
        prefix=context.config.attributes["prefix"],
    )
    with context.begin_transaction():
        context.run_migrations()


run()
