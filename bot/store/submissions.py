"""Canonical records: the submission of a person who came to the end, as an ODK instance, sealed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from bot.store.tables import conversations, submissions
from bot.store.vault import Vault

_PAGE = 200  # records fetched at a time when a whole survey is read: each may be some thousand bytes


@dataclass(frozen=True, slots=True)
class Record:
    """One submission. `instance` is its random name, as in the XML; a correction has another."""

    conversation: int
    instance: str
    xml: str = field(repr=False)
    finished_at: datetime


_ROW = insert(submissions)
_PUT = _ROW.on_conflict_do_update(
    index_elements=["conversation"],
    set_={column.name: _ROW.excluded[column.name] for column in submissions.c if not column.primary_key},
)


def put(db: Connection, vault: Vault, record: Record) -> None:
    """Keep the record; the earlier one of this conversation gives way to it."""
    sealed = vault.seal("submissions.xml", place(record.conversation), record.xml)
    about = {"instance": record.instance, "finished_at": record.finished_at}
    db.execute(_PUT, {"conversation": record.conversation, "xml": sealed, **about})


def place(conversation: int) -> bytes:
    """What a record is sealed to, in place of a token of its own."""
    return f"{conversation}".encode()


_OF_SURVEY = (
    select(submissions)
    .join_from(submissions, conversations)
    .where(conversations.c.survey == bindparam("survey"))
    .order_by(submissions.c.conversation)
    .execution_options(yield_per=_PAGE)
)


def of_survey(db: Connection, vault: Vault, survey: str) -> Iterator[Record]:
    """The records of every version of a survey, in the order of `answers.of_survey`, a page in memory."""
    with db.execute(_OF_SURVEY, {"survey": survey}) as rows:
        for row in rows:
            xml = vault.open("submissions.xml", place(row.conversation), row.xml)
            yield Record(row.conversation, row.instance, xml, row.finished_at)
