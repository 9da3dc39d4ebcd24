"""The answers as files: CSV that Excel opens, JSON, and ODK instances. No address is in them.

CSV and JSON come from the canonical record of who came to the end, and from single answers where there is none;
identifiers are new each time. An instance keeps its own random name: sent twice to ODK Central, it counts once.
"""

import csv
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from bot.core.survey import Survey
from bot.desk import Desk
from bot.instances import answers_in, with_words
from bot.store import answers, media, submissions, surveys
from bot.store.answers import Answer, Submission
from bot.store.database import Db
from bot.store.submissions import Record

UNREVIEWED = "sample, Khmer not yet reviewed"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # a spreadsheet would compute what begins so
_HEAD = ("_id", "_version", "_channel", "_language", "_phase", "_started", "_finished")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Given:
    """What one person gave: the single answers, the record of who came to the end, the version they were asked.

    `words` is what was written down of recordings, by ref: the record has only a name for each.
    """

    submission: Submission
    record: Record | None
    survey: Survey | None
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Source:
    """A survey on its way out: every version that was ever asked, by version, and where its answers are."""

    desk: Desk
    db: Db
    name: str
    versions: Mapping[str, Survey]

    @property
    def remark(self) -> str:
        """What must stand beside the answers; "" for nothing."""
        return "" if all(survey.reviewed for survey in self.versions.values()) else UNREVIEWED

    @property
    def columns(self) -> list[str]:
        """The head and every question of every version, in the order of the forms."""
        paths = chain.from_iterable(survey.form.questions for survey in self.versions.values())
        return [*_HEAD, *dict.fromkeys(path.rpartition("/")[2] for path in paths)]

    def records(self) -> Iterator[Record]:
        """The canonical records, one person after the other."""
        return submissions.of_survey(self.db, self.desk.vault, self.name)

    def given(self) -> Iterator[Given]:
        """Everybody's answers, those that were broken off too, with what was written down of their recordings."""
        words = media.words(self.db, self.desk.vault, self.name)
        said = answers.of_survey(self.db, self.desk.vault, self.name)
        for each, record in _paired(said, self.records()):
            yield Given(each, record, self.versions.get(each.version), words.get(each.conversation, {}))

    def rows(self) -> Iterator[Row]:
        """Every submission by column."""
        return (_row(given) for given in self.given())


def write(desk: Desk, name: str, form: str, folder: Path) -> tuple[int, Path | None]:
    """Write the submissions of a survey; how many, and where (None: there is no such survey). Raises DatabaseDown."""
    with desk.database.read() as db:
        asked = [each.version for each in surveys.standings(db) if each.name == name and each.state != "draft"]
        built = {version: desk.shelf.version(db, name, version) for version in asked}
        known = {version: survey for version, survey in built.items() if survey is not None}
        if not known:
            return 0, None
        folder.mkdir(parents=True, exist_ok=True)
        return FORMATS[form](Source(desk, db, name, known), folder)


def _paired(given: Iterable[Submission], records: Iterator[Record]) -> Iterator[tuple[Submission, Record | None]]:
    """Each submission with its record; both come in the order of the conversations."""
    record = next(records, None)
    for submission in given:
        while record is not None and record.conversation < submission.conversation:
            record = next(records, None)
        yield submission, record if record is not None and record.conversation == submission.conversation else None


# --- One submission as a row ----------------------------------------------------------------------------------------


def _row(given: Given) -> Row:
    """One submission by column; its identifier is drawn anew, so that two exports cannot be joined."""
    submission, record, survey = given.submission, given.record, given.survey
    head = {
        "_id": secrets.token_hex(8),
        "_version": submission.version,
        "_channel": submission.channel,
        "_language": submission.language,
        "_phase": submission.phase,
        "_started": submission.started_at.isoformat(timespec="minutes"),
        "_finished": submission.finished_at.isoformat(timespec="minutes") if submission.finished_at else None,
    }
    if record is None or survey is None or submission.finished_at is None:  # broken off, or being corrected just now
        return head | {_column(answer.ref): _value(answer) for answer in submission.answers}
    told = {**answers_in(record.xml, survey.form), **given.words}
    return head | {_column(ref): value for ref, value in told.items()}


def _column(ref: str) -> str:
    """A question's name; inside a repeat its place, so that no row overwrites another."""
    return ref.partition("/")[2].partition("/")[2] if "[" in ref else ref.rpartition("/")[2]


def _value(answer: Answer) -> Any:  # noqa: ANN401 - a text, a list of names, or None
    if answer.outcome != "answered":
        return None
    return (
        list(answer.code) if isinstance(answer.code, tuple) else answer.code if answer.code is not None else answer.text
    )


# --- Formats ----------------------------------------------------------------------------------------------------


def _csv(source: Source, folder: Path) -> tuple[int, Path]:
    """UTF-8 with a byte-order mark, as Excel needs it; nothing in it can become a formula."""
    file, rows, names = folder / f"{source.name}.csv", list(source.rows()), source.columns
    names += [name for name in dict.fromkeys(chain.from_iterable(rows)) if name not in names]
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([*names, *([f"_remark: {source.remark}"] if source.remark else [])])
        writer.writerows([_cell(row.get(name)) for name in names] for row in rows)
    return len(rows), file


def _cell(value: Any) -> str:  # noqa: ANN401 - a cell of any type
    text = " ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _json(source: Source, folder: Path) -> tuple[int, Path]:
    file, rows = folder / f"{source.name}.json", list(source.rows())
    made = {"remark": source.remark, "columns": source.columns, "submissions": rows}
    file.write_text(json.dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")
    return len(rows), file


def _xml(source: Source, folder: Path) -> tuple[int, Path]:
    """One ODK instance a file; the names of the files say nothing of whose they are or who came first."""
    inside, count = folder / source.name, 0
    inside.mkdir(exist_ok=True)
    for xml in filter(None, map(_instance, source.given())):
        (inside / f"{secrets.token_hex(8)}.xml").write_text(xml, encoding="utf-8")
        count += 1
    if source.remark:
        (inside / "REMARK.txt").write_text(f"{source.remark}\n", encoding="utf-8")
    return count, inside


def _instance(given: Given) -> str | None:
    """The record with the words of recordings in it; None where nobody came to the end."""
    if given.record is None:
        return None
    xml = given.record.xml
    return xml if given.survey is None else with_words(xml, given.survey.form, given.words)


FORMATS: Mapping[str, Callable[[Source, Path], tuple[int, Path]]] = {"csv": _csv, "json": _json, "xml": _xml}
