"""Words as they come."""

from bot.core.questions import tallies
from bot.core.questions.base import Open, Reading, Reason, Reply, Unclear, Understood
from bot.core.questions.tallies import Answers, Said

LONGEST = 4096  # characters: what one Telegram message holds


class Text:
    """Kept as written; a medium that the question takes (a voice note) answers it too."""

    name = "text"

    def read(self, question: Open, reply: Reply) -> Reading:
        """The words up to the question's length, or the medium's file. Mere punctuation says nothing."""
        if reply.media or reply.location:
            if reply.media in question.takes and reply.file:
                return Understood(reply.file, media=reply.media)
            return Unclear(Reason.MEDIA_NOT_TAKEN)
        words = reply.text.strip()
        limit = min(LONGEST, int(question.maximum)) if question.maximum else LONGEST
        if len(words) > limit:
            return Unclear(Reason.TOO_LONG, (str(limit),))
        return Understood(words) if _says(words) else Unclear(Reason.EMPTY)

    def tally(self, answers: Answers) -> Said:
        """How many answered: what they said is for coders."""
        return tallies.said(answers)


def _says(words: str) -> bool:
    """Whether there is a letter, a number or a picture in it; a lone mark or bracket is none of these."""
    return any(char.isalnum() or ord(char) > 0x2190 for char in words)  # noqa: PLR2004 - arrows and pictures begin there
