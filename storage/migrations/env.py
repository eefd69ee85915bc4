"""How Alembic runs our migrations: on the connection and in the transaction that `storage.migrate` hands it."""

from alembic import context
from sqlalchemy import Connection

from storage.tables.schema import whole_schema


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=whole_schema(),
        transactional_ddl=True,
        render_as_batch=True,
        on_version_apply=context.config.attributes["on_version_apply"],
    )
    context.run_migrations()


_run(context.config.attributes["connection"])
