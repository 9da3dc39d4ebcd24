"""A whole number."""

from decimal import Decimal

from bot.core.questions import tallies
from bot.core.questions.amounts import amount, shortest, within
from bot.core.questions.base import Open, Reading, Reason, Reply, Unclear, Understood
from bot.core.questions.tallies import Answers, Figures

BUDDHIST_ERA = 543  # years before the common era's count; Cambodia turns it in May, so it is said back
_YEARS = range(1800, 2301)  # bounds within these ask for a year


class Integer:
    """Read in digits of any script or in words, with a unit and politeness: "៣ នាក់", "three"."""

    name = "integer"

    def read(self, question: Open, reply: Reply) -> Reading:
        """The number within bounds. A year of the Buddhist era is turned and marked as guessed."""
        if reply.media or reply.location:
            return Unclear(Reason.MEDIA_NOT_TAKEN)
        value = amount(question, reply)
        if isinstance(value, Unclear):
            return value
        if not _is_whole(value):
            return Unclear(Reason.NOT_WHOLE)
        refused = within(question, value)
        if refused and _asks_year(question) and not within(question, value - BUDDHIST_ERA):
            return Understood(shortest(value - BUDDHIST_ERA), guessed=True)
        return refused or Understood(shortest(value))

    def tally(self, answers: Answers) -> Figures:
        """Least, middle, mean and most."""
        return tallies.figure(answers)


def _is_whole(value: Decimal) -> bool:
    """3 and 3.0 are; 100.000 may be a hundred or a hundred thousand."""
    decimals = f"{value:f}".partition(".")[2]
    return decimals in {"", "0"}


def _asks_year(question: Open) -> bool:
    bounds = (question.minimum, question.maximum)
    return all(bound is not None and Decimal(str(bound)) in _YEARS for bound in bounds)
