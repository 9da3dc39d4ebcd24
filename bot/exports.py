"""The answers as files: CSV that Excel opens, and JSON. No address is in them, and identifiers are new each time."""

import csv
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from bot.core.survey import Survey
from bot.desk import Desk
from bot.store import answers, surveys
from bot.store.answers import Answer, Submission

UNREVIEWED = "sample, Khmer not yet reviewed"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # a spreadsheet would compute what begins so
_HEAD = ("_id", "_version", "_channel", "_language", "_phase", "_started", "_finished")


def write(desk: Desk, name: str, form: str, folder: Path) -> tuple[int, Path | None]:
    """Write the submissions of a survey; how many, and where (None: there is no such survey). Raises DatabaseDown."""
    with desk.database.read() as db:
        versions = [each for each in surveys.standings(db) if each.name == name and each.state != "draft"]
        built = [desk.shelf.version(db, each.name, each.version) for each in versions]
        known = [survey for survey in built if survey is not None]
        if not known:
            return 0, None
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{name}.{form}"
        rows = (_row(each) for each in answers.of_survey(db, desk.vault, name))
        return FORMATS[form](file, _columns(known), rows, _remark(known)), file


def _columns(versions: Sequence[Survey]) -> list[str]:
    """The head and every question of every version, in the order of the forms."""
    paths = chain.from_iterable(survey.form.questions for survey in versions)
    return [*_HEAD, *dict.fromkeys(path.rpartition("/")[2] for path in paths)]


def _remark(versions: Sequence[Survey]) -> str:
    return "" if all(survey.reviewed for survey in versions) else UNREVIEWED


def _row(submission: Submission) -> dict[str, Any]:
    """One submission by column; its identifier is drawn anew, so that two exports cannot be joined."""
    head = {
        "_id": secrets.token_hex(8),
        "_version": submission.version,
        "_channel": submission.channel,
        "_language": submission.language,
        "_phase": submission.phase,
        "_started": submission.started_at.isoformat(timespec="minutes"),
        "_finished": submission.finished_at.isoformat(timespec="minutes") if submission.finished_at else None,
    }
    return head | {_column(answer): _value(answer) for answer in submission.answers}


def _column(answer: Answer) -> str:
    """A question's name; inside a repeat its place, so that no row overwrites another."""
    return answer.ref.partition("/")[2].partition("/")[2] if "[" in answer.ref else answer.name


def _value(answer: Answer) -> Any:  # noqa: ANN401 - a text, a list of names, or None
    if answer.outcome != "answered":
        return None
    return (
        list(answer.code) if isinstance(answer.code, tuple) else answer.code if answer.code is not None else answer.text
    )


# --- Formats ----------------------------------------------------------------------------------------------------


def _csv(file: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]], remark: str) -> int:
    """UTF-8 with a byte-order mark, as Excel needs it; nothing in it can become a formula."""
    count = 0
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        names = list(columns)
        kept = list(rows)
        names += [name for name in dict.fromkeys(chain.from_iterable(kept)) if name not in names]
        writer.writerow([*names, *([f"_remark: {remark}"] if remark else [])])
        for row in kept:
            writer.writerow([_cell(row.get(name)) for name in names])
            count += 1
    return count


def _cell(value: Any) -> str:  # noqa: ANN401 - a cell of any type
    text = " ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _json(file: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]], remark: str) -> int:
    kept = list(rows)
    made = {"remark": remark, "columns": list(columns), "submissions": kept}
    file.write_text(json.dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")
    return len(kept)


FORMATS: Mapping[str, Callable[[Path, Sequence[str], Iterator[Mapping[str, Any]], str], int]] = {
    "csv": _csv,
    "json": _json,
}
