"""The life of a survey: brought in from a file, published, closed. A published version never changes."""

from dataclasses import dataclass
from datetime import datetime

from bot import xlsform
from bot.store import surveys
from bot.store.database import Database, Db
from bot.store.surveys import Edition
from bot.xlsform import Document, Finding


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of a file: the version kept, or None where its errors forbid it; and everything found."""

    name: str | None
    version: str | None
    findings: tuple[Finding, ...]


def bring(database: Database, source: bytes, file: str, now: datetime, *, publish: bool = False) -> Brought:
    """Import a form as a draft, or publish it at once. The running survey stays untouched by a broken file.

    A version that is published already stays as it is: changed content under the same version becomes the next
    one ("1" -> "1.2"), unchanged content is simply there.
    """
    read = xlsform.read(source, file)
    if read.document is None or any(finding.severity == "error" for finding in read.findings):
        return Brought(None, None, read.findings)
    with database.write() as db:
        document = _numbered(read.document, {each.version: each for each in _versions(db, read.document.name)})
        kept = surveys.keep(db, Edition(document.name, document.version, document.to_json(), source), now)
        if publish and kept:
            surveys.publish(db, document.name, document.version, now)
    return Brought(document.name, document.version, read.findings)


def _versions(db: Db, name: str) -> list[Edition]:
    standings = [each for each in surveys.standings(db) if each.name == name]
    found = [surveys.load(db, each.name, each.version) for each in standings if each.state != "draft"]
    return [edition for edition in found if edition is not None]


def _numbered(document: Document, published: dict[str, Edition]) -> Document:
    """The document under a version that no other content is published under."""
    version, number = document.version, 1
    while version in published and Document.from_json(published[version].document).checksum != document.checksum:
        number += 1
        version = f"{document.version}.{number}"
    return Document(document.name, version, document.title, document.xform, document.extras)
