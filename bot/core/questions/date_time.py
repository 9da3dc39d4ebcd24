"""A day and a time of it."""

import regex

from bot.core.khmer import spelled
from bot.core.questions import tallies
from bot.core.questions.base import Open, Reading, Reason, Reply, Unclear, Understood
from bot.core.questions.date import day_in
from bot.core.questions.tallies import Answers, Counts
from bot.core.questions.time import time_in

_PARTING = regex.compile(r"\s*,\s*|\s+|(?<=[0-9])t(?=[0-9])")
LONGEST = 100  # characters


class DateTime:
    """Read as a date and a time, in this order or the other, however each is read alone."""

    name = "dateTime"

    def read(self, question: Open, reply: Reply) -> Reading:
        """The moment as 2026-11-23T19:30:00, by the clock of the place."""
        del question
        if reply.media or reply.location:
            return Unclear(Reason.MEDIA_NOT_TAKEN)
        plain = spelled(reply.text[: LONGEST + 1])
        if not plain:
            return Unclear(Reason.EMPTY)
        if len(plain) > LONGEST:
            return Unclear(Reason.NOT_A_DATE)
        moments = {moment for cut in _PARTING.finditer(plain) for moment in _moments(plain, cut)}
        return moments.pop() if len(moments) == 1 else Unclear(Reason.NOT_A_DATE)

    def tally(self, answers: Answers) -> Counts:
        """How often each moment was named."""
        return tallies.count(answers)


def _moments(plain: str, cut: regex.Match[str]) -> list[Understood]:
    """The moment that the two sides of `cut` make, if they do."""
    sides = plain[: cut.start()], plain[cut.end() :]
    found = ((day_in(one), time_in(other)) for one, other in (sides, sides[::-1]))
    return [
        Understood(f"{day.value}T{time.value}", guessed=day.guessed or time.guessed)
        for day, time in found
        if isinstance(day, Understood) and isinstance(time, Understood)
    ]
