"""Our engine beside JavaRosa: the same random answers on the same forms, event by event. Development only.

    python -m tests.oracle.walks [--seeds N] [FILE or FOLDER ...]

Needs `java` and `javac`. Both go from event to event; what is shown, what becomes of each answer, and the submission
at the end are compared, and the first difference ends a walk. Differences that are decided stand in
docs/adr/0003-form-engine.md. Without files the forms of this repository are walked.
"""

import argparse
import re
import sys
import tempfile
import uuid
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from lxml import etree
from pyxform.xls2xform import convert

from bot import xform
from bot.core.form.cursor import Event, Kind
from bot.core.form.definition import Form
from bot.core.form.errors import FormError
from bot.core.form.interview import Interview
from tests.oracle.answers import random_answer
from tests.oracle.javarosa import JavaRosa, Refused

HOME = Path(__file__).parents[2]
FORMS = (HOME / "config" / "surveys", HOME / "tests" / "surveys")
ZONE = "Asia/Phnom_Penh"
PROPERTIES = [
    f"{prefix}{name}"
    for name in ("deviceid", "phonenumber", "username", "email", "subscriberid", "simserial")
    for prefix in ("", "uri:")
]
MOST_EVENTS, MOST_ROUNDS, MOST_TRIES = 700, 3, 4
_FIRST = re.compile(r"\[1\]")
_UUID = re.compile(r"(uuid:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:[\d.]+(Z|[+-]\d\d(:?\d\d)?)")
_NUMBER = re.compile(r"-?\d+\.\d+")


class Differs(Exception):
    """The two engines part here; the message says where and how."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one walk went: `difference` is "" where both agree to the end."""

    form: str
    seed: int
    events: int
    difference: str = ""


def walk(form: Form, java: JavaRosa, file: Path, seed: int) -> Outcome:
    """One walk with the answers of this seed."""
    java.ask("open", str(file))
    dice, events, rounds = Random(seed), 0, 0
    interview = begun(form, dice)
    event: Event | None = None
    try:
        while event is None or event.kind is not Kind.END_OF_FORM:
            event = interview.next(event)
            events += 1
            theirs = java.ask("next")
            same("event", where(event), _place(theirs), "")
            if events > MOST_EVENTS:
                return Outcome(file.stem, seed, events)
            match event.kind:
                case Kind.QUESTION:
                    shown_alike(interview, event, theirs)
                    answered_alike(interview, event, java, dice)
                case Kind.GROUP | Kind.REPEAT:
                    same("label", interview.label(event), theirs[2], event.ref)
                case Kind.PROMPT_NEW_REPEAT if dice.random() < 0.5 and rounds < MOST_ROUNDS:
                    rounds += 1
                    event = interview.new_repeat(event.ref.rpartition("[")[0])
                    same("event", where(event), _place(java.ask("more")), "")
                case _:
                    pass
        interview.finish(datetime.now(UTC))  # noqa: TID251 - JavaRosa reads the clock too
        for ours, theirs in zip_longest(leaves(interview.instance_xml()), leaves(java.ask("end")[1])):
            same("submission", ours, theirs, "")
    except (Differs, Refused) as parted:
        return Outcome(file.stem, seed, events, str(parted))
    return Outcome(file.stem, seed, events)


def begun(form: Form, dice: Random) -> Interview:
    """A new interview, now."""
    return Interview.start(
        form,
        now=datetime.now(UTC),  # noqa: TID251 - as above
        timezone=ZoneInfo(ZONE),
        dice=dice.random,
        uuid=lambda: str(uuid.UUID(int=dice.getrandbits(128), version=4)),
        properties={name: f"the {name}" for name in PROPERTIES},
    )


# --- Compared ------------------------------------------------------------------------------------------------------


def same(what: str, ours: object, theirs: object, ref: str) -> None:
    """Raises Differs."""
    if ours != theirs:
        raise Differs(f"{ref} {what}: ours {ours!r}, JavaRosa {theirs!r}".strip()[:400])


def where(event: Event) -> tuple[str, str]:
    """Kind and place of an event of ours."""
    return str(event.kind), _short(str(event.kind), event.ref)


def _place(theirs: list[str]) -> tuple[str, str]:
    return theirs[0], _short(theirs[0], theirs[1] if len(theirs) > 1 else "")


def _short(kind: str, ref: str) -> str:
    ref = re.sub(r"\[\d+\]$", "", ref) if kind == "PROMPT_NEW_REPEAT" else ref
    return "" if kind == "END_OF_FORM" else _FIRST.sub("", ref)


def shown_alike(interview: Interview, event: Event, theirs: list[str]) -> None:
    """Everything that is shown of a question."""
    _, _, label, hint, value, required, readonly, *choices = theirs
    ours = interview.question(event.ref)
    same("label", plain(ours.label), plain(label), event.ref)
    same("hint", plain(ours.hint), plain(hint), event.ref)
    same("value", plain(ours.value), plain(value), event.ref)
    same("required", ours.required, required == "1", event.ref)
    same("readonly", ours.readonly, readonly == "1", event.ref)
    offered = [text for choice in ours.choices for text in (choice.value, plain(choice.label))]
    if ours.control in {"select", "select1", "rank"}:
        same("choices", offered, [plain(text) for text in choices], event.ref)


def answered_alike(interview: Interview, event: Event, java: JavaRosa, dice: Random) -> None:
    """Answers until one is taken; where none is, both stand as before and go on."""
    for _ in range(MOST_TRIES):
        shown = interview.question(event.ref)
        if shown.readonly:
            return
        given = random_answer(shown, dice)
        verdict = interview.answer(event.ref, given)
        outcome, message = java.ask("answer", given or "")
        same(f"verdict on {given!r}", str(verdict.outcome), outcome, event.ref)
        if outcome == "CONSTRAINT_VIOLATED":
            same("message", plain(verdict.message), plain(message), event.ref)
        if verdict.ok:
            return


def plain(text: str) -> str:
    """Without what cannot be the same: white space, identifiers, the very moment, the last places of a number."""
    text = _UUID.sub("uuid", " ".join(text.split()))
    text = _MOMENT.sub("moment", text)
    return _NUMBER.sub(lambda number: f"{float(number[0]):.9g}", text)


def leaves(xml: str) -> list[tuple[str, str]]:
    """Names and texts of a submission, in order."""
    root = etree.fromstring(xml.encode())
    found = [each for each in root.iter() if isinstance(each.tag, str) and not len(each)]
    return [(etree.QName(each).localname, plain(each.text or "")) for each in found]


# --- The run -------------------------------------------------------------------------------------------------------


def forms(paths: Iterable[Path]) -> Iterator[Path]:
    """The XLSForms among files and folders."""
    for path in paths:
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        yield from (each for each in inside if each.suffix in {".xlsx", ".xls", ".md"})


def walks(file: Path, java: JavaRosa, seeds: int, folder: Path) -> Iterator[Outcome]:
    """Every walk through one form; none where it cannot be walked alone."""
    xml = convert(xlsform=str(file)).xform
    form = xform.read(xml)
    if form.missing:
        _tell(f"  {file.name}: left out, it needs {', '.join(form.missing)}")
        return
    written = folder / f"{file.stem}.xml"
    written.write_text(xml, encoding="utf-8")
    for seed in range(seeds):
        yield walk(form, java, written, seed)


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--seeds", type=int, default=5)
    given = parser.parse_args()
    done: list[Outcome] = []
    warnings.simplefilter("ignore")  # openpyxl has a word on every file that Excel did not write
    with tempfile.TemporaryDirectory() as folder, JavaRosa(ZONE) as java:
        for file in forms(given.files or FORMS):
            try:
                found = list(walks(file, java, given.seeds, Path(folder)))
            except (FormError, Refused) as refused:
                _tell(f"  {file.name}: left out: {refused}")
                continue
            done += found
            agreed = sum(not each.difference for each in found)
            _tell(f"{agreed:4} of {len(found):3}  {file.name}")
            for difference in dict.fromkeys(each.difference for each in found if each.difference):
                _tell(f"              {difference}")
    agreed, events = sum(not each.difference for each in done), sum(each.events for each in done)
    _tell(f"{agreed} of {len(done)} walks agree ({agreed / max(len(done), 1):.1%}), {events} events")
    sys.exit(agreed < len(done))


if __name__ == "__main__":
    main()
