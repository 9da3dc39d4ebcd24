"""A place of the gazetteer."""

from bot.core.places import Gazetteer
from bot.core.questions import tallies
from bot.core.questions.base import Open, Reading, Reason, Reply, Unclear, Understood
from bot.core.questions.tallies import Answers, Counts

NOWHERE = Gazetteer(())


class Place:
    """Read by its name in either language; its code is stored. Knows the places of one gazetteer."""

    name = "place"

    def __init__(self, places: Gazetteer = NOWHERE) -> None:
        self._places = places

    def read(self, question: Open, reply: Reply) -> Reading:
        """The place at the question's level; where several are meant, these are asked back."""
        if reply.media or reply.location:
            return Unclear(Reason.MEDIA_NOT_TAKEN)
        found = self._places.find(reply.text, question.level, question.within)
        if found.sure:
            return Understood(found.codes[0], guessed=found.guessed)
        if found.codes:
            return Unclear(Reason.SEVERAL_PLACES, found.codes)
        return Unclear(Reason.NOT_A_PLACE)

    def tally(self, answers: Answers) -> Counts:
        """How many named each place."""
        return tallies.count(answers)
