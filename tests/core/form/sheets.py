"""Forms written as tables inside the tests, and interviews about them."""

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random
from zoneinfo import ZoneInfo

from pyxform.xls2xform import convert

from bot import xform
from bot.core.form.definition import Form
from bot.core.form.interview import Interview, Kind, Outside


def form(table: str, files: Mapping[str, xform.Rows] | None = None) -> Form:
    """The form of an XLSForm written as a table."""
    return xform.read(convert(xlsform=table, file_type=".md").xform, files)


def outside(seed: int = 1) -> Outside:
    """A world that stands still: ten in the morning in Phnom Penh on 20 August 2026."""
    dice = Random(seed)
    return {
        "now": datetime(2026, 8, 20, 3, tzinfo=UTC),
        "timezone": ZoneInfo("Asia/Phnom_Penh"),
        "dice": dice.random,
        "uuid": lambda: str(uuid.UUID(int=dice.getrandbits(128), version=4)),
        "properties": {"phonenumber": "+85512345678"},
    }


def begin(table: str, **files: xform.Rows) -> Interview:
    """An interview about the form in a table; `files` are the rows of the CSV files it names."""
    return Interview.start(form(table, {f"{name}.csv": rows for name, rows in files.items()}), **outside())


def again(interview: Interview) -> Interview:
    """The interview after its state has been JSON, as between any two messages."""
    return Interview.load(interview.form, json.loads(json.dumps(interview.dump())), **outside(2))


def path(interview: Interview) -> list[str]:
    """What comes one after the other: events by name, questions by ref."""
    return [event.ref if event.kind is Kind.QUESTION else f"{event.kind} {event.ref}" for event in interview.events()][
        :-1
    ]
