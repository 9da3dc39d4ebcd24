"""A number with a fraction."""

from bot.core.questions import tallies
from bot.core.questions.amounts import amount, shortest, within
from bot.core.questions.base import Open, Reading, Reason, Reply, Unclear, Understood
from bot.core.questions.tallies import Answers, Figures

_THOUSANDS = 3  # digits that a point parts where it marks thousands


class DecimalNumber:
    """Read like an integer, with a fraction after a point, or after a comma that parts no thousands."""

    name = "decimal"

    def read(self, question: Open, reply: Reply) -> Reading:
        """The number within bounds. Said back where it may have been meant otherwise: "3,5", "100.000"."""
        if reply.media or reply.location:
            return Unclear(Reason.MEDIA_NOT_TAKEN)
        value = amount(question, reply)
        if isinstance(value, Unclear):
            return value
        decimals = len(f"{value:f}".partition(".")[2])
        other_way = decimals == _THOUSANDS or (decimals > 0 and "," in reply.text)
        return within(question, value) or Understood(shortest(value), guessed=other_way)

    def tally(self, answers: Answers) -> Figures:
        """Least, middle, mean and most."""
        return tallies.figure(answers)
