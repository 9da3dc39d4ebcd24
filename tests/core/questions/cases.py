"""The labelled replies as questions that stand open, and what was made of a reply in their words."""

import csv
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from bot.core.commands import Command
from bot.core.places import Gazetteer, Row
from bot.core.questions.base import Choice, Open, Reply, Unclear, Understood

HERE = Path(__file__).parent
PLACES = HERE.parents[2] / "config" / "places" / "preah-sihanouk.csv"
KINDS = {
    "single": "select_one",
    "yesno": "select_one",
    "multi": "select_multiple",
    "number": "integer",
    "open": "text",
    "place": "place",
}
MARKERS = {"number": "0123456789", "letter": "0ABCDEFGHI", "khmer-letter": "0កខគឃងចឆជឈ"}


def cases(*names: str) -> Iterator[dict[str, Any]]:
    """The cases of these files."""
    for name in names:
        for line in (HERE / f"replies-{name}.jsonl").read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def opened(case: dict[str, Any]) -> Open:
    """The question of a case as it stands open."""
    marks = MARKERS[case.get("markers", "number")]
    choices = tuple(
        Choice(
            name=str(one["n"]),
            code=marks[one["n"]] if one["n"] < len(marks) else str(one["n"]),
            labels=(one["km"], one["en"]),
            aliases=tuple(one.get("aliases") or ()),
        )
        for one in case.get("choices", ())
    )
    return Open(
        case["question"],
        KINDS[case["kind"]],
        choices=choices,
        minimum=case.get("min"),
        maximum=case.get("max_value"),
        most=case.get("max"),
        takes=frozenset({"voice"}) if case["kind"] == "open" else frozenset(),
        asked=(case["asked"],) if "asked" in case else (),
        within=case.get("province", ""),
    )


def reply(case: dict[str, Any]) -> Reply:
    """The message of a case."""
    return Reply(case["text"], case.get("media"), "file" if case.get("media") else None)


def outcome(kind: str, made: Understood | Unclear | Command) -> dict[str, Any]:
    """What was made of a reply, in the words of a case."""
    if isinstance(made, Command):
        return {"command": made.value}
    if isinstance(made, Unclear):
        return {"not_understood": True}
    if made.media:
        return {"media": True}
    if kind in {"single", "yesno", "multi"}:
        names = made.value if isinstance(made.value, tuple) else (made.value,)
        return {"answer": sorted(map(int, names))}
    if kind == "open":
        return {"text": True}
    return {"number": int(str(made.value))} if kind == "number" else {"place": made.value}


@cache
def gazetteer() -> Gazetteer:
    """The places of the sample province."""
    with PLACES.open(encoding="utf-8", newline="") as file:
        return Gazetteer(
            Row(row["code"], row["km"], row["en"], tuple(filter(None, row["aliases"].split("|"))))
            for row in csv.DictReader(file)
        )


def choices(*labels: str) -> tuple[Choice, ...]:
    """A list numbered from 1, each choice named by its first label; labels of one choice are parted by "|"."""
    return tuple(Choice(words.split("|")[0], str(at), tuple(words.split("|"))) for at, words in enumerate(labels, 1))
