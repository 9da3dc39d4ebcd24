"""The ground: people, conversations, answers, messages in and out, surveys, users.

Follows nothing.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_BIG = sa.BigInteger()
_TEXT = sa.Text()
_BYTES = sa.LargeBinary()
_WHEN = sa.DateTime(timezone=True)
_OPEN = "state = 'pending' OR state = 'sending' OR state = 'uncertain'"


def upgrade() -> None:
    """Every table, on an empty database."""
    _people()
    _conversations()
    _messages()
    _house()


def _people() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", _NUMBER, sa.Identity(), primary_key=True),
        _needed("token", _BYTES),
        _needed("channel", _TEXT),
        _needed("code", _BYTES),
        _needed("address", _BYTES),
        _needed("language", _TEXT),
        sa.Column("opted_out_at", _WHEN),
        sa.Column("unreachable_at", _WHEN),
        _needed("created_at", _WHEN),
        sa.UniqueConstraint("channel", "code"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "do_not_contact",
        _needed("channel", _TEXT),
        _needed("code", _BYTES),
        _needed("reason", _TEXT),
        _needed("since", _WHEN),
        sa.PrimaryKeyConstraint("channel", "code"),
    )


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", _NUMBER, sa.Identity(), primary_key=True),
        _needed("token", _BYTES),
        _needed("contact", _BIG, sa.ForeignKey("contacts.id", ondelete="CASCADE")),
        _needed("survey", _TEXT),
        _needed("version", _TEXT),
        _needed("state", _BYTES),
        _needed("phase", _TEXT),
        _needed("turn", sa.Integer()),
        sa.Column("last_turn", _BIG),
        sa.Column("prompt", _BIG),
        sa.Column("wake_at", _WHEN),
        sa.Column("wake_why", _TEXT),
        _needed("started_at", _WHEN),
        _needed("heard_at", _WHEN),
        sa.Column("finished_at", _WHEN),
        sqlite_autoincrement=True,
    )
    _index("conversations_by_contact", "conversations", ["contact", "id"])
    _index("conversations_one_open", "conversations", ["contact"], unique=True, where="finished_at IS NULL")
    _index("conversations_waking", "conversations", ["wake_at"], where="wake_at IS NOT NULL")
    op.create_table(
        "consents",
        sa.Column("id", _NUMBER, sa.Identity(), primary_key=True),
        _needed("contact", _BIG, sa.ForeignKey("contacts.id", ondelete="CASCADE")),
        sa.Column("conversation", _BIG),
        _needed("text_version", _TEXT),
        _needed("language", _TEXT),
        _needed("channel", _TEXT),
        _needed("at", _WHEN),
        sqlite_autoincrement=True,
    )
    _index("consents_by_contact", "consents", ["contact"])
    op.create_table(
        "answers",
        _needed("conversation", _BIG, sa.ForeignKey("conversations.id", ondelete="CASCADE")),
        _needed("ref", _TEXT),
        _needed("name", _TEXT),
        _needed("version", _TEXT),
        _needed("outcome", _TEXT),
        sa.Column("code", _TEXT),
        _needed("several", sa.Boolean()),
        sa.Column("words", _BYTES),
        _needed("attempts", sa.Integer()),
        _needed("guessed", sa.Boolean()),
        _needed("language", _TEXT),
        _needed("channel", _TEXT),
        _needed("answered_at", _WHEN),
        sa.PrimaryKeyConstraint("conversation", "ref"),
    )
    op.create_table(
        "media",
        sa.Column("id", _NUMBER, sa.Identity(), primary_key=True),
        _needed("token", _BYTES),
        _needed("conversation", _BIG, sa.ForeignKey("conversations.id", ondelete="CASCADE")),
        _needed("ref", _TEXT),
        _needed("kind", _TEXT),
        _needed("file", _BYTES),
        _needed("received_at", _WHEN),
        sa.Column("written_at", _WHEN),
        sqlite_autoincrement=True,
    )
    _index("media_by_conversation", "media", ["conversation"])


def _messages() -> None:
    op.create_table(
        "inbound",
        sa.Column("id", _NUMBER, sa.Identity(), primary_key=True),
        _needed("key", _BYTES),
        _needed("channel", _TEXT),
        sa.Column("contact", _BIG),
        _needed("state", _TEXT),
        sa.Column("raw", _BYTES),
        sa.Column("trace", _BYTES),
        sa.Column("error", _TEXT),
        _needed("received_at", _WHEN),
        sa.UniqueConstraint("key"),
        sqlite_autoincrement=True,
    )
    _index("inbound_by_contact", "inbound", ["contact"], where="contact IS NOT NULL")
    _index("inbound_quarantined", "inbound", ["id"], where="state = 'quarantined'")
    op.create_table(
        "outbound",
        sa.Column("id", _NUMBER, sa.Identity(), primary_key=True),
        _needed("token", _BYTES),
        sa.Column("contact", _BIG),
        _needed("channel", _TEXT),
        sa.Column("address", _BYTES),
        sa.Column("content", _BYTES),
        _needed("kind", _TEXT),
        _needed("state", _TEXT),
        _needed("regardless", sa.Boolean()),
        _needed("in_response", sa.Boolean()),
        sa.Column("inbound", _BIG),
        sa.Column("closes", _BIG),
        sa.Column("broadcast", _BIG),
        _needed("attempt", sa.Integer()),
        sa.Column("claimed_by", _TEXT),
        sa.Column("due_at", _WHEN),
        sa.Column("expires_at", _WHEN),
        _needed("queued_at", _WHEN),
        sa.Column("handed_at", _WHEN),
        sa.Column("settled_at", _WHEN),
        sa.Column("trace", _TEXT),
        sa.Column("segments", sa.Integer()),
        sa.Column("billed", sa.Integer()),
        sa.Column("error", _TEXT),
        sa.UniqueConstraint("token"),
        sqlite_autoincrement=True,
    )
    _index("outbound_by_contact", "outbound", ["contact", "id"])
    _index("outbound_by_trace", "outbound", ["channel", "trace"], where="trace IS NOT NULL")
    _index("outbound_due", "outbound", ["channel", "state", "kind", "due_at", "id"], where=_OPEN)
    _index(
        "outbound_once_a_broadcast", "outbound", ["broadcast", "contact"], unique=True, where="broadcast IS NOT NULL"
    )


def _house() -> None:
    op.create_table(
        "surveys",
        _needed("name", _TEXT),
        _needed("version", _TEXT),
        _needed("document", sa.JSON()),
        _needed("source", _BYTES),
        _needed("state", _TEXT),
        _needed("created_at", _WHEN),
        sa.Column("published_at", _WHEN),
        sa.Column("closed_at", _WHEN),
        sa.PrimaryKeyConstraint("name", "version"),
    )
    op.create_table(
        "users",
        sa.Column("id", _NUMBER, sa.Identity(), primary_key=True),
        _needed("email", _TEXT),
        sa.Column("password", _TEXT),
        _needed("role", _TEXT),
        _needed("created_at", _WHEN),
        sa.Column("disabled_at", _WHEN),
        sa.UniqueConstraint("email"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sign_in_tokens",
        sa.Column("hash", _BYTES, primary_key=True),
        _needed("user", _BIG, sa.ForeignKey("users.id", ondelete="CASCADE")),
        _needed("expires_at", _WHEN),
        sa.Column("used_at", _WHEN),
    )
    op.create_table(
        "leases",
        sa.Column("name", _TEXT, primary_key=True),
        _needed("holder", _TEXT),
        _needed("until", _WHEN),
    )
    op.create_table(
        "screens",
        sa.Column("id", _NUMBER, sa.Identity(), primary_key=True),
        _needed("phone", _TEXT),
        _needed("content", sa.JSON()),
        _needed("at", _WHEN),
        sqlite_autoincrement=True,
    )
    _index("screens_by_phone", "screens", ["phone", "id"])
    op.create_table(
        "audit",
        sa.Column("id", _NUMBER, sa.Identity(), primary_key=True),
        _needed("at", _WHEN),
        _needed("actor", _TEXT),
        _needed("action", _TEXT),
        _needed("subject", _TEXT),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "marks",
        sa.Column("name", _TEXT, primary_key=True),
        _needed("value", _TEXT),
        _needed("at", _WHEN),
    )


def _index(name: str, table: str, columns: list[str], *, unique: bool = False, where: str | None = None) -> None:
    rows = None if where is None else sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=rows, postgresql_where=rows)


def _needed(name: str, kind: sa.types.TypeEngine[Any], *more: sa.ForeignKey) -> sa.Column[Any]:
    return sa.Column(name, kind, *more, nullable=False)
