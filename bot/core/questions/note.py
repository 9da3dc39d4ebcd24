"""Something to read. It asks nothing, and so nothing answers it."""

from bot.core.questions import tallies
from bot.core.questions.base import Open, Reading, Reason, Reply, Unclear
from bot.core.questions.tallies import Answers, Said


class Note:
    """Never stands open; were it to, no reply would be kept."""

    name = "note"

    def read(self, question: Open, reply: Reply) -> Reading:
        """Nothing to take."""
        del question, reply
        return Unclear(Reason.EMPTY)

    def tally(self, answers: Answers) -> Said:
        """Nobody answered."""
        return tallies.said(answers)
