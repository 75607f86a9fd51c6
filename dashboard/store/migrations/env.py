"""Alembic's way in: the connection comes from the database that is being opened."""

from __future__ import annotations

from alembic import context

from dashboard.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
context.run_migrations()
