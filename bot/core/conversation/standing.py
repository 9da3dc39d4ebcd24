"""The question a talk stands on, with all that is needed to look at it."""

from dataclasses import dataclass, replace

from bot.core.conversation import asking
from bot.core.conversation.asking import Ask
from bot.core.conversation.scene import Scene
from bot.core.conversation.state import Conversation
from bot.core.form.interview import Interview


@dataclass(frozen=True, slots=True)
class Standing:
    """The scene, the talk, the form as it stands, and the rows that the next reply answers."""

    scene: Scene
    talk: Conversation
    interview: Interview
    ask: Ask

    def after(self, **changes: object) -> "Standing":
        """The same question with the talk changed."""
        return replace(self, talk=replace(self.talk, **changes))  # type: ignore[arg-type] # fields of Conversation, as replace() itself takes them


def standing(scene: Scene, talk: Conversation) -> Standing | None:
    """Where the talk stands; None where the form has no such question any more."""
    interview = asking.interview_of(scene, talk)
    ask = asking.at(scene, interview, talk.at)
    return Standing(scene, talk, interview, ask) if ask else None
