"""Something to confirm: one button, or its words."""

from bot.core.questions import tallies
from bot.core.questions.base import Open, Reading, Reason, Reply, Unclear, Understood
from bot.core.questions.closed import one_of, picks
from bot.core.questions.tallies import Answers, Counts
from bot.core.reading import lexicon as lx
from bot.core.reading.utterance import hear

CONFIRMED = "OK"  # what ODK stores for a trigger
_CONFIRMS = lx.YES_BODIES | frozenset(lx.phrases("1 ok okay agree យល់ព្រម យល់ព្រមហើយ យល់ហើយ|i agree|i understand"))


class Acknowledge:
    """Read as 1, yes or an agreeing word; where it offers choices, like one of them."""

    name = "acknowledge"

    def read(self, question: Open, reply: Reply) -> Reading:
        """`OK` where it is confirmed."""
        if reply.media or reply.location:
            return Unclear(Reason.MEDIA_NOT_TAKEN)
        said = hear(reply.text)
        if question.choices:
            found = picks(question, said)
            return found if isinstance(found, Unclear) else one_of(question, found)
        if not said.body:
            return Unclear(Reason.EMPTY)
        if said.body in _CONFIRMS and not said.doubts():
            return Understood(CONFIRMED)
        return Unclear(Reason.NOT_A_CHOICE)

    def tally(self, answers: Answers) -> Counts:
        """How many confirmed."""
        return tallies.count(answers)
