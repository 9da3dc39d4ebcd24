"""All choices of a list (or the first few), most important first."""

from bot.core.questions import tallies
from bot.core.questions.base import Open, Reading, Reason, Reply, Unclear, Understood
from bot.core.questions.closed import each_of, picks
from bot.core.questions.tallies import Answers, Places
from bot.core.reading.utterance import hear


class Rank:
    """Read as codes or labels in a row, each once: "3 1 2"."""

    name = "rank"

    def read(self, question: Open, reply: Reply) -> Reading:
        """Every choice in the order said; where `question.most` is set, that many of them."""
        if reply.media or reply.location:
            return Unclear(Reason.MEDIA_NOT_TAKEN)
        said = hear(reply.text)
        found = picks(question, said, several=True)
        if isinstance(found, Unclear):
            return found
        places = each_of(question, said, found)
        if isinstance(places, Unclear):
            return places
        wanted = min(question.most or len(question.choices), len(question.choices))
        if len(places) != wanted:
            reason = Reason.TOO_MANY if len(places) > wanted else Reason.INCOMPLETE
            return Unclear(reason, (str(wanted),))
        names = tuple(question.choices[at].name for at in places)
        return Understood(names, guessed=any(pick.guessed for pick in found))

    def tally(self, answers: Answers) -> Places:
        """How often each choice stood at each place."""
        return tallies.place(answers)
