"""The life of a survey: brought in from a file, published, closed. A published version never changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot import xlsform
from bot.core.changes import Change, changes
from bot.store import surveys
from bot.store.database import Database, Db
from bot.store.surveys import Edition, State
from bot.xlsform import Document, Finding, load
from bot.xlsform.tables import Files


@dataclass(frozen=True, slots=True)
class News:
    """What a version has otherwise than `since`, the version that was running when it was published."""

    since: str
    changes: tuple[Change, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain data, as it is kept with the version."""
        return {"since": self.since, "changes": [each.to_json() for each in self.changes]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "News":
        """The inverse of `to_json`."""
        return cls(data["since"], tuple(map(Change.from_json, data["changes"])))


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of a file: the version kept and its state, or None where its errors forbid it; and all that was found.

    `news` is what publishing it changed; None where nothing of its name was running, or it was not published now.
    """

    name: str | None
    version: str | None
    findings: tuple[Finding, ...]
    state: State | None = None
    news: News | None = None


def bring(  # noqa: PLR0913 - a file, what stands beside it, and what is to become of it
    database: Database,
    source: bytes,
    file: str,
    now: datetime,
    *,
    files: Files | None = None,
    publish: bool = False,
) -> Brought:
    """Import a form as a draft, or publish it at once. The running survey stays untouched by a broken file.

    `files` are those beside it, of which it takes what it names. A version that is published already stays as it
    is: changed content under the same version becomes the next one ("1" -> "1.2"), unchanged content is simply there.
    """
    read = xlsform.read(source, file, files)
    if read.document is None or any(finding.severity == "error" for finding in read.findings):
        return Brought(None, None, read.findings)
    with database.write() as db:
        document = _numbered(read.document, _versions(db, read.document.name))
        kept = surveys.keep(db, Edition(document.name, document.version, document.to_json(), source), now)
        news = _publish(db, document, now) if publish and kept else None
        state = _state(db, document.name, document.version)
    return Brought(document.name, document.version, read.findings, state, news)


def publish(database: Database, name: str, version: str, now: datetime) -> tuple[bool, News | None]:
    """Ask people an imported draft from now on; whether there is such a draft, and what it changed."""
    with database.write() as db:
        draft = surveys.load(db, name, version)
        if draft is None or _state(db, name, version) != "draft":
            return False, None
        return True, _publish(db, Document.from_json(draft.document), now)


def _publish(db: Db, document: Document, now: datetime) -> News | None:
    """Publish a draft, with what it has otherwise than the version that is running."""
    running = surveys.current(db, document.name)
    before = load(Document.from_json(running.document)) if running else None
    news = News(running.version, changes(before, load(document))) if running and before else None
    surveys.publish(db, document.name, document.version, now, news.to_json() if news else None)
    return news


def _state(db: Db, name: str, version: str) -> State:
    states = {(each.name, each.version): each.state for each in surveys.standings(db)}
    return states[name, version]


def _versions(db: Db, name: str) -> Mapping[str, Document]:
    """What was ever published under this name, by version."""
    standings: Iterable[surveys.Standing] = surveys.standings(db)
    past = [each.version for each in standings if each.name == name and each.state != "draft"]
    found = (surveys.load(db, name, version) for version in past)
    return {edition.version: Document.from_json(edition.document) for edition in found if edition is not None}


def _numbered(document: Document, published: Mapping[str, Document]) -> Document:
    """The document under a version that no other content is published under."""
    version, number = document.version, 1
    while version in published and published[version].checksum != document.checksum:
        number += 1
        version = f"{document.version}.{number}"
    return replace(document, version=version)
