"""Several choices of a list, in any order."""

from bot.core.questions import tallies
from bot.core.questions.base import Open, Reading, Reason, Reply, Unclear, Understood
from bot.core.questions.closed import each_of, picks
from bot.core.questions.tallies import Answers, Counts
from bot.core.reading.utterance import hear


class SelectMultiple:
    """Read as codes or labels in a row: "1 3", "1,3 និង 7", "137" where every code has one digit."""

    name = "select_multiple"

    def read(self, question: Open, reply: Reply) -> Reading:
        """The choices picked, in the list's order; at most `question.most`."""
        if reply.media or reply.location:
            return Unclear(Reason.MEDIA_NOT_TAKEN)
        said = hear(reply.text)
        found = picks(question, said, several=True)
        if isinstance(found, Unclear):
            return found
        places = each_of(question, said, found)
        if isinstance(places, Unclear):
            return places
        if question.most is not None and len(places) > question.most:
            return Unclear(Reason.TOO_MANY, (str(question.most),))
        names = tuple(question.choices[at].name for at in sorted(places))
        return Understood(names, guessed=any(pick.guessed for pick in found))

    def tally(self, answers: Answers) -> Counts:
        """How often each choice was picked; a person counts once for each of theirs."""
        return tallies.count(answers)
