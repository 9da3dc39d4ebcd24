"""A code read off a thing: typed, or a photo of it where the question takes one."""

import regex

from bot.core.khmer import spelled
from bot.core.questions import tallies
from bot.core.questions.base import Open, Reading, Reason, Reply, Unclear, Understood
from bot.core.questions.tallies import Answers, Said

_CODE = regex.compile(r"(?=.*[0-9])[\w.$/+%#-]{2,80}")


class Barcode:
    """Read as one run of letters and digits with at least one digit; spaces between digits are dropped."""

    name = "barcode"

    def read(self, question: Open, reply: Reply) -> Reading:
        """The code as written, its digits in Western ones; a photo's file where it is taken."""
        if reply.media or reply.location:
            if reply.media in question.takes and reply.file:
                return Understood(reply.file, media=reply.media)
            return Unclear(Reason.MEDIA_NOT_TAKEN)
        words = reply.text.strip()
        if not words:
            return Unclear(Reason.EMPTY)
        digits = spelled(words[:200]).replace(" ", "")
        code = digits if digits.isdecimal() else words
        return Understood(code) if _CODE.fullmatch(code) else Unclear(Reason.NOT_A_NUMBER)

    def tally(self, answers: Answers) -> Said:
        """How many gave one."""
        return tallies.said(answers)
