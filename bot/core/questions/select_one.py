"""One choice of a list."""

from bot.core.questions import tallies
from bot.core.questions.base import Open, Reading, Reason, Reply, Unclear
from bot.core.questions.closed import one_of, picks
from bot.core.questions.tallies import Answers, Counts
from bot.core.reading.utterance import hear


class SelectOne:
    """Read by code, letter, label, alias, yes or no, or a number within the range that a label tells."""

    name = "select_one"

    def read(self, question: Open, reply: Reply) -> Reading:
        """The choice that everything in `reply` agrees on."""
        if reply.media or reply.location:
            return Unclear(Reason.MEDIA_NOT_TAKEN)
        found = picks(question, hear(reply.text))
        return found if isinstance(found, Unclear) else one_of(question, found)

    def tally(self, answers: Answers) -> Counts:
        """How often each choice was picked."""
        return tallies.count(answers)
