"""A time of day."""

import regex

from bot.core.khmer import NUMERALS, compose, spelled
from bot.core.questions import tallies
from bot.core.questions.base import Open, Reading, Reason, Reply, Unclear, Understood
from bot.core.questions.tallies import Answers, Counts

_PARTS = {
    **dict.fromkeys(("am", "a.m", "ព្រឹក", "ពេលព្រឹក", "in the morning", "morning"), (1, 12, 0)),
    **dict.fromkeys(("pm", "p.m"), (1, 12, 12)),
    **dict.fromkeys(("រសៀល", "ពេលរសៀល", "in the afternoon", "afternoon"), (1, 5, 12)),
    **dict.fromkeys(("ល្ងាច", "ពេលល្ងាច", "in the evening", "evening"), (4, 9, 12)),
    **dict.fromkeys(("យប់", "ពេលយប់", "at night"), (7, 11, 12)),
    **dict.fromkeys(("ថ្ងៃត្រង់", "noon"), (12, 12, 0)),
}  # part of the day -> the hours it has, and what to add to them
_PART = "|".join(regex.escape(spelled(part)) for part in sorted(_PARTS, key=len, reverse=True))
_PART_OF = {spelled(part): hours for part, hours in _PARTS.items()}
_HOUR_WORDS = "|".join(sorted((word for word in NUMERALS if word[0] >= "\u1780"), key=len, reverse=True))
_CLOCK = regex.compile(
    rf"(?:at |ម៉ោង ?)?(?P<hour>[0-9]{{1,2}}|(?:{_HOUR_WORDS}){{1,2}})"
    r"(?: ?(?P<sign>[:.h]|ម៉ោង|និង) ?(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?(?: ?នាទី)?)?"
    rf"(?P<half> ?កន្លះ)?(?: ?o'?clock)?(?: ?(?P<part>{_PART})\.?)?"
)
_WORD = regex.compile(_HOUR_WORDS)


class Time:
    """Read as 19:30, 7:30 pm, ម៉ោង ៧ ព្រឹក; an hour that may be of the morning or the evening is asked again."""

    name = "time"

    def read(self, question: Open, reply: Reply) -> Reading:
        """The time as 19:30:00. "7:30" without morning or evening is taken as written and said back."""
        del question
        if reply.media or reply.location:
            return Unclear(Reason.MEDIA_NOT_TAKEN)
        return time_in(reply.text)

    def tally(self, answers: Answers) -> Counts:
        """How often each time was named."""
        return tallies.count(answers)


def time_in(text: str) -> Understood | Unclear:
    """The time that `text` names and nothing else."""
    plain = spelled(text[:200]).strip(" ,!។").removesuffix(".")
    if not plain:
        return Unclear(Reason.EMPTY)
    found = _CLOCK.fullmatch(plain)
    hour = _hour(found["hour"]) if found else None
    if found is None or hour is None:
        return Unclear(Reason.NOT_A_TIME)
    minute = 30 if found["half"] else int(found["minute"] or 0)
    return _time(hour, minute, int(found["second"] or 0), found)


def _hour(words: str) -> int | None:
    if words.isdecimal():
        return int(words)
    numerals = [NUMERALS[word] for word in _WORD.findall(words)]
    value, taken = compose(numerals)
    return value if taken == len(numerals) else None


def _time(hour: int, minute: int, second: int, found: regex.Match[str]) -> Understood | Unclear:
    """The time of day: by the part of the day where one is said, else by the clock of 24 hours."""
    part, exact = found["part"], bool(found["minute"] or found["half"])
    both = bool(found["minute"] and found["half"])
    if part:
        first, last, later = _PART_OF[part]
        if not first <= hour <= last:
            return Unclear(Reason.NOT_A_TIME)
        hour = (0 if hour == 12 and part != "noon" and "ត្រង់" not in part else hour) + later  # noqa: PLR2004 - the clock
    elif not exact and not 13 <= hour <= 23:  # noqa: PLR2004 - hours that are of the afternoon alone
        return Unclear(Reason.NOT_A_TIME)
    if both or hour > 23 or minute > 59 or second > 59:  # noqa: PLR2004 - the clock
        return Unclear(Reason.NOT_A_TIME)
    either = not part and 1 <= hour <= 12 and not found["hour"].startswith("0")  # noqa: PLR2004 - the clock
    return Understood(f"{hour:02}:{minute:02}:{second:02}", guessed=either)
