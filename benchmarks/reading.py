"""How long it takes to understand one reply, against a reader that knows exact words only.

    python -m benchmarks.reading [FILE]

FILE holds labelled replies, one JSON object a line; without it those of the tests are read. Measured is the time
of this thread, so that a busy machine does not count.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bot.core.questions import understand
from bot.core.questions.base import Open, Reply
from tests.core.questions.cases import cases, gazetteer, opened, reply

ROUNDS = 50


def exact(question: Open, said: Reply) -> str | None:
    """The naive reader: a code, a label or a Western number, and nothing else."""
    words = said.text.strip().lower()
    for choice in question.choices:
        if words in {choice.code.lower(), *(label.lower() for label in choice.labels)}:
            return choice.name
    return words if words.isdecimal() else None


def timed(read: Callable[[Open, Reply], object], asked: list[tuple[Open, Reply]]) -> list[float]:
    """Microseconds of every reading."""
    times = []
    for question, said in asked:
        start = time.thread_time_ns()
        read(question, said)
        times.append((time.thread_time_ns() - start) / 1000)
    return times


def told(name: str, times: list[float]) -> None:
    ordered = sorted(times)
    p99 = ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
    print(f"{name:<12} median {statistics.median(ordered):7.1f} µs   p99 {p99:7.1f} µs   most {ordered[-1]:7.1f} µs")


def main() -> None:
    lines = [line for name in sys.argv[1:] for line in Path(name).read_text(encoding="utf-8").splitlines()]
    labelled = list(map(json.loads, lines)) or list(cases("labelled", "own"))
    asked = [(opened(case), reply(case)) for case in labelled]
    places = gazetteer()

    def whole(question: Open, said: Reply) -> object:
        return understand(question, said, places)

    print(f"{len(asked)} replies; the first round also works out each list of choices; then {ROUNDS} rounds")
    told("first round", timed(whole, asked))
    told("understand", [one for _ in range(ROUNDS) for one in timed(whole, asked)])
    told("exact words", [one for _ in range(ROUNDS) for one in timed(exact, asked)])


if __name__ == "__main__":
    main()
