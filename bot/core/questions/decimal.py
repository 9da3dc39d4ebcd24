"""A number with a fraction."""

from bot.core.questions import tallies
from bot.core.questions.amounts import amount, shortest, within
from bot.core.questions.base import Open, Reading, Reason, Reply, Unclear, Understood
from bot.core.questions.tallies import Answers, Figures


class DecimalNumber:
    """Read like an integer, with a fraction after a point, or after a comma that parts no thousands."""

    name = "decimal"

    def read(self, question: Open, reply: Reply) -> Reading:
        """The number within bounds. A comma before a fraction is said back: "3,5" may have been two numbers."""
        if reply.media or reply.location:
            return Unclear(Reason.MEDIA_NOT_TAKEN)
        value = amount(question, reply)
        if isinstance(value, Unclear):
            return value
        by_comma = "," in reply.text and value != value.to_integral_value()
        return within(question, value) or Understood(shortest(value), guessed=by_comma)

    def tally(self, answers: Answers) -> Figures:
        """Least, middle, mean and most."""
        return tallies.figure(answers)
