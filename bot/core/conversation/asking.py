"""Which question comes next, what it looks like to this person, and what a reply to it is read against."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.core import menus
from bot.core.conversation.scene import Abilities, Scene
from bot.core.conversation.state import Conversation
from bot.core.events import Offered, Prompt
from bot.core.form.interview import Event, Interview, Step
from bot.core.questions.base import Choice, Media, Open
from bot.core.survey import Survey

MORE = "+"  # before a repeat's ref: the question whether there is one more


@dataclass(frozen=True, slots=True)
class Ask:
    """One message to come: the rows it answers, what is said before it, what was passed over on the way."""

    refs: tuple[str, ...]
    lead: tuple[str, ...] = ()
    unaskable: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        """The row the conversation stands on."""
        return self.refs[0]


def interview_of(scene: Scene, talk: Conversation) -> Interview:
    """The form as it stands in this talk, in its language."""
    tongue = scene.survey.tongues[talk.language]
    return Interview.load(scene.survey.form, talk.form, now=scene.now, language=tongue)
