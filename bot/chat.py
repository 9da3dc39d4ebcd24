"""A talk without a database: `yobal chat` and the golden transcripts. Only the core and the phrases are in it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from bot.catalogs import catalogs
from bot.core import events as ev
from bot.core.content import Button, Content
from bot.core.conversation import Abilities, Conversation, Phase, step
from bot.core.costs import Own
from bot.core.places import Gazetteer
from bot.core.questions.base import Media, Reply
from bot.core.said import Said, Tap, Woke
from bot.core.survey import Survey
from bot.core.wording import LANGUAGES, Language
from bot.phrases import Facts, Voice, speak

ChannelKind = Literal["sms", "telegram"]
_MANY = 99  # questions left, at their longest in a text
BEGINNING = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)  # ten in the morning in Phnom Penh
SAMPLE = Facts(
    organiser="Yobal (sample)",
    contact="012 000 000",
    results_url="https://yobal.example/results",
    helpline="117",
    child_helpline="1280",
    keep_until=(BEGINNING + timedelta(days=365)).date(),
)
_MEDIA: Mapping[str, Media] = {
    "voice": "voice",
    "photo": "photo",
    "video": "video",
    "document": "document",
    "sticker": "sticker",
}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One thing said, what was answered, and what happened."""

    said: str
    contents: tuple[Content, ...]
    events: tuple[ev.Event, ...]


@dataclass
class Chat:
    """One person's talk with a survey. After every exchange the state goes to JSON and back."""

    survey: Survey
    channel: ChannelKind = "sms"
    language: Language | None = None
    places: Gazetteer | None = None
    now: datetime = BEGINNING
    state: Conversation | None = None
    exchanges: list[Exchange] = field(default_factory=list)

    def hear(self, line: str) -> Exchange:
        """One inbound message: words, or a JSON object for what is not text."""
        return self.take(line, self._said(line))

    def take(self, line: str, said: Said | Woke) -> Exchange:
        """One stimulus, `line` being how it is written down."""
        before = self.state.language if self.state else (self.language or "km")
        can = Abilities(buttons=self.channel == "telegram", media=self.channel == "telegram", channel=self.channel)
        self.now += timedelta(seconds=30)
        after, events = step(self.survey, self.state, said, self.now, can=can, places=self.places)
        self.state = Conversation.from_json(json.loads(json.dumps(after.to_json()))) if after else None
        exchange = Exchange(line, speak(events, self._voice(before)), events)
        self.exchanges.append(exchange)
        return exchange

    def _said(self, line: str) -> Said:
        said = self._marked(line)
        if self.state is None and not self.exchanges and self.language:
            return replace(said, start=f"chat_{self.language}")
        return said

    def _marked(self, line: str) -> Said:
        """A JSON line is what is not text; anything else is what was typed."""
        if not line.startswith("{"):
            return Said(Reply(line))
        try:
            data = json.loads(line)
        except ValueError:
            return Said(Reply(line))
        return said_from(data, self._tap) if isinstance(data, dict) else Said(Reply(line))

    def _tap(self, label: str) -> Tap:
        """The tap on the button called `label`, the newest first; a button that is not there is an old one."""
        shown = (
            button
            for exchange in reversed(self.exchanges)
            for content in exchange.contents
            for button in content.buttons
        )
        data = next((button.data for button in shown if label in _names(button)), "0:?")
        turn, _, says = data.partition(":")
        return Tap(int(turn), says)

    def _voice(self, language: Language) -> Voice:
        return _voice(self.survey, language, sms=self.channel == "sms")

    def answers(self) -> dict[str, Any]:
        """What is recorded: question name -> value; an answer that was removed is not there."""
        kept: dict[str, Any] = {}
        for event in (event for exchange in self.exchanges for event in exchange.events):
            match event:
                case ev.Answered():
                    kept[event.ref] = list(event.value) if isinstance(event.value, tuple) else event.value
                case ev.Cleared(ref, _) | ev.Passed(ref, _):
                    kept.pop(ref, None)
                case ev.Erased() | ev.UnderAge() | ev.Declined():
                    kept.clear()
                case _:
                    pass
        return {_short(ref, kept): value for ref, value in kept.items()}

    def outcome(self) -> str:
        """How the talk stands: open, completed, part, declined, under_age, stopped, erased or expired."""
        if self.state is not None and self.state.phase not in {Phase.DONE, Phase.STOPPED}:
            return "open"
        for event in (event for exchange in reversed(self.exchanges) for event in reversed(exchange.events)):
            name = _OUTCOMES.get(type(event))
            if name is not None:
                return "part" if isinstance(event, ev.Completed) and event.reached == "part" else name
        return "open"

    def to_json(self) -> dict[str, Any]:
        """The whole talk: messages in order, the answers, the outcome."""
        messages = [message for exchange in self.exchanges for message in _messages(exchange)]
        return {"messages": messages, "answers": self.answers(), "outcome": self.outcome()}


_OUTCOMES: Mapping[type[ev.Event], str] = {
    ev.Completed: "completed",
    ev.Declined: "declined",
    ev.UnderAge: "under_age",
    ev.OptedOut: "stopped",
    ev.Erased: "erased",
    ev.Expired: "expired",
}


def _names(button: Button) -> tuple[str, ...]:
    """How a button may be called: by all that is on it, by its words without the number or the tick, by its data."""
    words = button.label.removeprefix("✅ ")
    return button.label, words, words.partition(" ")[2], button.data


def _voice(survey: Survey, language: Language, *, sms: bool) -> Voice:
    return Voice(language, catalogs("bot"), SAMPLE, survey, sms=sms, buttons=not sms)


def own_words(survey: Survey) -> Own:
    """What Yobal says by SMS beside the survey's questions, for its costs: at the end of a sitting, and at the end."""

    def said(event: ev.Event) -> dict[Language, str]:
        texts = {language: speak((event,), _voice(survey, language, sms=True)) for language in LANGUAGES}
        return {language: contents[0].text for language, contents in texts.items() if contents}

    return Own(part_end=said(ev.PartEnded(_MANY, 0)), closing=said(ev.Completed("end")))


def _short(ref: str, refs: Mapping[str, Any]) -> str:
    """A question's name where that is enough, its whole place in the form where two share the name."""
    name = ref.rpartition("/")[2]
    alike = sum(1 for other in refs if other.rpartition("/")[2] == name)
    return name if alike == 1 and "[" not in ref else ref


def said_from(data: Mapping[str, Any], tap: Callable[[str], Tap]) -> Said:
    """What a JSON line means: a tap, a place on the map, a medium, a link, a change of an older message, or words.

    `tap` finds the button that is called by a label.
    """
    if "tap" in data:
        return Said(tap=tap(str(data["tap"])))
    if "start" in data:
        return Said(start=str(data["start"]))
    if "edited" in data:
        return Said(Reply(str(data["edited"])), edited=True)
    if "location" in data:
        return Said(Reply(location=_place(data["location"])))
    for name, media in _MEDIA.items():
        if name in data:
            return Said(Reply(text=str(data.get("caption", "")), media=media, file=str(data[name])))
    return Said(Reply(str(data.get("text", ""))))


def _place(given: Any) -> tuple[float, float, float]:  # noqa: ANN401 - a part of a JSON line
    """Latitude, longitude, and how far off it may be in metres (0 where that is not said). Raises ValueError."""
    latitude, longitude, *accuracy = [float(number) for number in given]
    return latitude, longitude, accuracy[0] if accuracy else 0.0


def _messages(exchange: Exchange) -> Sequence[Mapping[str, Any]]:
    said = {"from": "person", "text": exchange.said}
    replies = [
        {"from": "yobal", "text": content.text, "buttons": [button.label for button in content.buttons]}
        for content in exchange.contents
    ]
    return [said, *replies]
