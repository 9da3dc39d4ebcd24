"""Questions that a medium answers: what a picture, a voice, a film and a file have in common."""

from bot.core.questions import tallies
from bot.core.questions.base import Media, Open, Reading, Reason, Reply, Unclear, Understood
from bot.core.questions.tallies import Answers, Said


class OfMedia:
    """Answered by a medium: one that the question takes, or where it names none, one of the kind's own."""

    def __init__(self, name: str, *takes: Media) -> None:
        self.name = name
        self._takes = frozenset(takes)

    def read(self, question: Open, reply: Reply) -> Reading:
        """The medium's file. Words do not answer it."""
        if reply.media in (question.takes or self._takes) and reply.file:
            return Understood(reply.file, media=reply.media)
        said_nothing = not reply.media and not reply.location and not reply.text.strip()
        return Unclear(Reason.EMPTY if said_nothing else Reason.MEDIA_NOT_TAKEN)

    def tally(self, answers: Answers) -> Said:
        """How many sent one."""
        return tallies.said(answers)
