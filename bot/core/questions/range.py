"""A number on a scale: from a start to an end in steps."""

from decimal import Decimal

from bot.core.questions import tallies
from bot.core.questions.amounts import amount, shortest, within
from bot.core.questions.base import Open, Reading, Reason, Reply, Unclear, Understood
from bot.core.questions.tallies import Answers, Figures


class Range:
    """Read like a decimal; only the scale's own steps answer it."""

    name = "range"

    def read(self, question: Open, reply: Reply) -> Reading:
        """The step of the scale that `reply` names."""
        if reply.media or reply.location:
            return Unclear(Reason.MEDIA_NOT_TAKEN)
        value = amount(question, reply)
        if isinstance(value, Unclear):
            return value
        if not _is_step(question, value):
            return Unclear(Reason.OUT_OF_RANGE, (shortest(value),))
        return within(question, value) or Understood(shortest(value))

    def tally(self, answers: Answers) -> Figures:
        """Least, middle, mean and most."""
        return tallies.figure(answers)


def _is_step(question: Open, value: Decimal) -> bool:
    if not question.step:
        return True
    start = Decimal(str(question.minimum or 0))
    return (value - start) % Decimal(str(abs(question.step))) == 0
