"""Recordings are fetched from the provider, and what they say is written down.

Follows 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    """What was sent before is fetched now, as far as the provider still has it."""
    for column in (
        sa.Column("sound", sa.LargeBinary()),
        sa.Column("seconds", sa.Integer()),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("due_at", _WHEN),
        sa.Column("error", sa.Text()),
        sa.Column("text", sa.LargeBinary()),
        sa.Column("written_by", sa.Text()),
    ):
        op.add_column("media", column)
    op.execute("UPDATE media SET due_at = received_at WHERE kind = 'voice' AND written_at IS NULL")
    _index("media_due", "due_at", "due_at IS NOT NULL")
    _index("media_waiting", "id", "written_at IS NULL")


def _index(name: str, column: str, where: str) -> None:
    rows = sa.text(where)
    op.create_index(name, "media", [column], sqlite_where=rows, postgresql_where=rows)
