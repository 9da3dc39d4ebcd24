"""The survey's state machine: `step(survey, before, said, now)` gives the state after and what happened."""

from bot.core.conversation.scene import Abilities, Scene, Turn
from bot.core.conversation.state import Conversation, Phase, Rules
from bot.core.conversation.stepping import step

__all__ = ["Abilities", "Conversation", "Phase", "Rules", "Scene", "Turn", "step"]
