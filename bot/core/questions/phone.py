"""A telephone number."""

import regex

from bot.core.khmer import spelled
from bot.core.questions import tallies
from bot.core.questions.base import Open, Reading, Reason, Reply, Unclear, Understood
from bot.core.questions.tallies import Answers, Said

_HOME = "KH"
_NUMBER = regex.compile(r"\(?(?:\+|0|855)(?:[0-9]|[ .()-](?=[ .()-]*[0-9])){6,24}")
_AROUND = regex.compile(r"^(?:លេខទូរស័ព្ទ|ទូរស័ព្ទ|លេខ|phone|tel|number|my number is)?[ :.]*(?P<number>.*?)[ .!។]*$")


class Phone:
    """Read as people write it: 012 345 678, +855 12 345 678."""

    name = "phone"

    def read(self, question: Open, reply: Reply) -> Reading:
        """The number with its country, +85512345678; one that its country's plan does not know is refused."""
        del question
        if reply.media or reply.location:
            return Unclear(Reason.MEDIA_NOT_TAKEN)
        plain = spelled(reply.text[:100])
        if not plain:
            return Unclear(Reason.EMPTY)
        found = _AROUND.match(plain)
        number = found["number"] if found else plain
        whole = _international(number) if _NUMBER.fullmatch(number) else None
        return Understood(whole) if whole else Unclear(Reason.NOT_A_PHONE)

    def tally(self, answers: Answers) -> Said:
        """How many gave one."""
        return tallies.said(answers)


def _international(number: str) -> str | None:
    import phonenumbers

    if number.startswith("855"):
        number = "+" + number
    try:
        parsed = phonenumbers.parse(number, _HOME)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
