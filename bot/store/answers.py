"""What people answered: one row a question, the choice in the clear and every word of theirs sealed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import Connection, Row, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.core.wording import Language
from bot.store.tables import answers, contacts, conversations
from bot.store.vault import Vault

Outcome = Literal["answered", "skipped", "invalid", "not_askable"]
_PAGE = 1000  # rows fetched at a time when a whole survey is read


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one question. `ref` is its place in the form, `name` the question's name.

    `code` is the choice's name, or several, kept in the clear so that it can be counted; None for open questions,
    whose answer is `text`. `raw` are the words as they came. `guessed`: a near-match the person was told of.
    """

    ref: str
    name: str
    version: str
    outcome: Outcome
    language: Language
    channel: str
    at: datetime
    code: str | tuple[str, ...] | None = None
    text: str | None = field(default=None, repr=False)
    raw: str | None = field(default=None, repr=False)
    attempts: int = 1
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Submission:
    """All answers of one person to one survey. `conversation` is ours alone: an export gives it another name."""

    conversation: int
    version: str
    channel: str
    language: Language
    phase: str
    started_at: datetime
    heard_at: datetime
    finished_at: datetime | None
    answers: tuple[Answer, ...]


_ROW = insert(answers)
_PUT = _ROW.on_conflict_do_update(
    index_elements=["conversation", "ref"],
    set_={column.name: _ROW.excluded[column.name] for column in answers.c if not column.primary_key},
)


def put(db: Connection, vault: Vault, conversation: int, answer: Answer) -> None:
    """Keep an answer; an earlier one to the same question gives way to it."""
    put_many(db, vault, conversation, (answer,))


def put_many(db: Connection, vault: Vault, conversation: int, given: Iterable[Answer]) -> None:
    """Keep several answers, in one statement."""
    rows = [_sealed(vault, conversation, answer) for answer in given]
    if rows:
        db.execute(_PUT, rows)


def _sealed(vault: Vault, conversation: int, answer: Answer) -> dict[str, object]:
    several = isinstance(answer.code, tuple)
    words = None if answer.text is None and answer.raw is None else [answer.text, answer.raw]
    return {
        "conversation": conversation,
        "ref": answer.ref,
        "name": answer.name,
        "version": answer.version,
        "outcome": answer.outcome,
        "code": " ".join(answer.code) if isinstance(answer.code, tuple) else answer.code,
        "several": several,
        "words": words and vault.seal_json("answers.words", place(conversation, answer.ref), words),
        "attempts": answer.attempts,
        "guessed": answer.guessed,
        "language": answer.language,
        "channel": answer.channel,
        "answered_at": answer.at,
    }


def reword(db: Connection, vault: Vault, conversation: int, ref: str, text: str) -> None:
    """Give an answer that was a recording its words; what the person wrote beside it stays."""
    mine = (answers.c.conversation == conversation, answers.c.ref == ref)
    row = db.execute(select(answers.c.words).where(*mine)).first()
    if row is not None:
        about = ("answers.words", place(conversation, ref))
        raw = None if row.words is None else vault.open_json(*about, row.words)[1]
        db.execute(update(answers).where(*mine).values(words=vault.seal_json(*about, [text, raw]), outcome="answered"))


def place(conversation: int, ref: str) -> bytes:
    """What an answer's words are sealed to, in place of a token of its own."""
    return f"{conversation}|{ref}".encode()


def remove(db: Connection, conversation: int, refs: Iterable[str]) -> None:
    """Take answers away that a correction has made irrelevant."""
    db.execute(delete(answers).where(answers.c.conversation == conversation, answers.c.ref.in_(list(refs))))


def of_conversation(db: Connection, vault: Vault, conversation: int) -> tuple[Answer, ...]:
    """The answers of one person to one survey, in the order given."""
    mine = select(answers).where(answers.c.conversation == conversation)
    rows = db.execute(mine.order_by(answers.c.answered_at, answers.c.ref))
    return tuple(_opened(vault, row) for row in rows)


# Also those who never answered: who was reached and fell silent is part of the result.
_OF_SURVEY = (
    select(
        conversations.c.id,
        conversations.c.version.label("edition"),
        conversations.c.phase,
        conversations.c.started_at,
        conversations.c.heard_at,
        conversations.c.finished_at,
        contacts.c.channel.label("of_channel"),
        contacts.c.language.label("of_language"),
        *answers.c,
    )
    .join_from(conversations, contacts)
    .outerjoin(answers, answers.c.conversation == conversations.c.id)
    .where(conversations.c.survey == bindparam("survey"))
    .order_by(conversations.c.id, answers.c.answered_at, answers.c.ref)
    .execution_options(yield_per=_PAGE)
)


def of_survey(db: Connection, vault: Vault, survey: str) -> Iterator[Submission]:
    """Everybody's answers in every version of a survey, one person after the other, a page of rows in memory."""
    for _, group in groupby(db.execute(_OF_SURVEY, {"survey": survey}), key=lambda row: row.id):
        rows = list(group)
        yield _submission(rows[0], tuple(_opened(vault, row) for row in rows if row.ref is not None))


def _submission(row: Row[Any], given: tuple[Answer, ...]) -> Submission:
    about = (row.id, row.edition, row.of_channel, row.of_language, row.phase)
    return Submission(*about, row.started_at, row.heard_at, row.finished_at, given)


def _opened(vault: Vault, row: Row[Any]) -> Answer:
    words = row.words and vault.open_json("answers.words", place(row.conversation, row.ref), row.words)
    text, raw = words or (None, None)
    return Answer(
        ref=row.ref,
        name=row.name,
        version=row.version,
        outcome=row.outcome,
        language=row.language,
        channel=row.channel,
        at=row.answered_at,
        code=tuple(row.code.split()) if row.several else row.code,
        text=text,
        raw=raw,
        attempts=row.attempts,
        guessed=row.guessed,
    )
