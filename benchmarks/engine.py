"""What one message costs the engine, side by side in one run.

    python -m benchmarks.engine [ROUNDS]

Every row is one whole message: the state from JSON, the answer, all that follows from it, the next prompt, the state
to JSON. Rows take turns, so that a busy moment meets them all; measured is the time of this thread. The floor is a
dict and an `if`: what the same answers cost without a form, without languages, without a way back.
"""

import gc
import json
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count, cycle
from pathlib import Path
from zoneinfo import ZoneInfo

from pyxform.xls2xform import convert

from bot import xform, xlsform
from bot.core.conversation import Conversation, step
from bot.core.form.choices import options
from bot.core.form.instance import find
from bot.core.form.interview import Interview, Kind, Outside
from bot.core.questions.base import Reply
from bot.core.said import Said
from bot.core.survey import Survey
from bot.places import gazetteer

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
SAMPLE = Path(__file__).parent.parent / "config" / "surveys" / "sihanoukville.md"
TO_SHARES = ("yobal", "2", "1", "3", "3 1 7", "1", "2", "1", "5", "6", "a school", "1", "2", "2", "1")
COMMUNES, DISTRICTS = 1600, 200


def world() -> Outside:
    numbers = count(1)
    return {
        "now": NOW,
        "timezone": ZoneInfo("Asia/Phnom_Penh"),
        "dice": lambda: 0.5,
        "uuid": lambda: str(next(numbers)),
    }


@dataclass
class Row:
    """One thing measured: `once` does it, `goal` is in microseconds."""

    name: str
    once: Callable[[], object]
    goal: float | None = None
    times: list[float] = field(default_factory=list)

    def measure(self) -> None:
        start = time.thread_time_ns()
        self.once()
        self.times.append((time.thread_time_ns() - start) / 1000)

    def told(self) -> str:
        ordered = sorted(self.times)
        p99 = ordered[len(ordered) * 99 // 100]
        goal = "" if self.goal is None else f"   goal {self.goal:6.0f}"
        return f"{self.name:<44} median {statistics.median(ordered):8.1f} µs   p99 {p99:8.1f} µs{goal}"


# --- The engine alone ---------------------------------------------------------------------------------------------


def fifty() -> Callable[[], object]:
    """Fifty questions, every fifth relevant by the one before, sixteen calculations; the answer is in the middle."""
    rows = ["| survey |", "| | type | name | label | relevant | constraint | calculation |"]
    for n in range(50):
        relevant = f"${{q{n - 1}}} > 3" if n % 5 == 4 else ""
        rows.append(f"| | integer | q{n} | Question {n} | {relevant} | . >= 0 and . < 100 | |")
    rows += [f"| | calculate | c{n} | | | | ${{q{3 * n}}} + ${{q{3 * n + 1}}} |" for n in range(16)]
    form = xform.read(convert(xlsform="\n".join(rows), file_type=".md").xform)
    interview = Interview.start(form, **world())
    for event in interview.events():
        if event.kind is Kind.QUESTION and event.ref < "/data/q30":
            interview.answer(event.ref, "7")
    stored, numbers = json.dumps(interview.dump()), cycle(("5", "6"))

    def message() -> object:
        going = Interview.load(form, json.loads(stored), **world())
        going.answer("/data/q25", next(numbers))
        shown = going.question(going.next("/data/q25").ref)
        return shown, json.dumps(going.dump())

    return message


def cascade() -> tuple[Callable[[], object], Callable[[], object]]:
    """The communes of one district out of 1,600: found, and with their words."""
    rows = ["| survey |", "| | type | name | label | choice_filter |"]
    rows += ["| | select_one d | d | District | |", "| | select_one c | c | Commune | d=${d} |"]
    rows += ["| choices |", "| | list_name | name | label | d |"]
    rows += [f"| | d | d{n} | District {n} | |" for n in range(DISTRICTS)]
    rows += [f"| | c | c{n} | Commune {n} | d{n % DISTRICTS} |" for n in range(COMMUNES)]
    form = xform.read(convert(xlsform="\n".join(rows), file_type=".md").xform)
    interview = Interview.start(form, **world())
    interview.answer("/data/d", "d7")
    question, place = form.questions["/data/c"], find(interview._root, "/data/c")  # noqa: SLF001 - the part measured
    scene = interview._world.at(place)  # noqa: SLF001 - as above
    nodes = question.choices.nodes
    return (
        lambda: nodes.nodes(scene),
        lambda: options(question, form, interview._world, place, "1"),  # noqa: SLF001 - as above
    )


# --- The whole step -----------------------------------------------------------------------------------------------


def stepping(survey: Survey, before: tuple[str, ...], says: str) -> Callable[[], object]:
    """One reply to the question that stands open after `before`, on SMS."""
    places, talk = gazetteer(), None
    for each in before:
        talk, _ = step(survey, talk, Said(Reply(each)), NOW, places=places)
    assert talk is not None
    stored, said = json.dumps(talk.to_json()), Said(Reply(says))

    def message() -> object:
        after, events = step(survey, Conversation.from_json(json.loads(stored)), said, NOW, places=places)
        assert after is not None
        return events, json.dumps(after.to_json())

    return message


def two_questions() -> Survey:
    heads = "| | type | name | label::Khmer (km) | label::English (en) |"
    rows = ["| survey |", heads, "| | select_one yn | water | មានទឹកទេ? | Is there water? |"]
    rows += ["| | integer | age | អាយុ? | How old are you? |", "| choices |", heads.replace("type", "list_name")]
    rows += ["| | yn | yes | មាន | Yes |", "| | yn | no | គ្មាន | No |"]
    return read("\n".join(rows).encode(), "two.md")


def read(source: bytes, name: str) -> Survey:
    found = xlsform.read(source, name)
    assert found.survey is not None
    return found.survey


def dict_step() -> Callable[[], object]:
    stored = json.dumps({"at": "water", "answers": {"lang": "en"}})
    choices, after = {"1": "yes", "2": "no", "yes": "yes", "no": "no"}, {"water": "age"}

    def message() -> object:
        state = json.loads(stored)
        value = choices.get("1".strip().lower())
        if value is None:
            return "Please send the number.", stored
        state["answers"][state["at"]] = value
        state["at"] = after[state["at"]]
        return "How old are you?", json.dumps(state)

    return message


# --- The run ------------------------------------------------------------------------------------------------------


def rows() -> Iterator[Row]:
    found, worded = cascade()
    sample, two = read(SAMPLE.read_bytes(), SAMPLE.name), two_questions()
    yield Row("engine: 50 questions", fifty(), 400)
    yield Row("cascade over 1,600 communes: found", found, 20)
    yield Row("cascade over 1,600 communes: with words", worded)
    yield Row("step: two questions, a choice", stepping(two, ("yobal", "2", "1"), "1"), 160)
    yield Row("step: the sample, a district", stepping(sample, TO_SHARES[:3], "3"))
    yield Row("step: the sample, three numbers at once", stepping(sample, TO_SHARES[:4], "3 1 7"))
    yield Row("step: the sample, ten shares", stepping(sample, TO_SHARES, "5 3 2"))
    yield Row("step: the sample, not understood", stepping(sample, TO_SHARES[:3], "hm"))
    yield Row("floor: a dict and an if", dict_step())


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    measured = list(rows())
    for row in measured:
        for _ in range(50):
            row.once()
    gc.disable()
    for _ in range(rounds):
        for row in measured:
            row.measure()
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {_processor()}")
    print(f"{rounds} rounds in turn, thread time, garbage collection off")
    for row in measured:
        print(row.told())


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text(encoding="utf-8").splitlines() if facts.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} x {names[0]}" if names else platform.processor()


if __name__ == "__main__":
    main()
