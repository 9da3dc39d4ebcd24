"""What a step may know besides the conversation itself."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.core.conversation.state import Conversation, Rules
from bot.core.events import Event
from bot.core.places import Gazetteer
from bot.core.survey import Survey

Turn = tuple[Conversation | None, tuple[Event, ...]]  # the state after, and what happened, in order


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the person's channel can carry: taps, pictures and sound, a place on the map; and what it is called."""

    buttons: bool = False
    media: bool = False
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """The survey, the time, the organiser's rules, the channel's abilities and the places people name."""

    survey: Survey
    now: datetime
    rules: Rules = field(default_factory=Rules)
    can: Abilities = field(default_factory=Abilities)
    places: Gazetteer | None = None
