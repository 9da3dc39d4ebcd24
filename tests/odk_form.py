"""A session with one form, as the runner of the ODK cases wants it: plain events and texts."""

import random
import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot import xform
from bot.core.form.cursor import Event, Kind
from bot.core.form.interview import Interview


class FormDriver:
    """Translates between the runner's events and the interview's; between two calls the state is JSON."""

    def start(self, form_xml: str, *, language: str | None, tz: str, clock: str, properties: Mapping[str, str]) -> None:
        dice = random.Random(1)
        self.interview = Interview.start(
            xform.read(form_xml),
            language=language,
            now=datetime.fromisoformat(clock),
            timezone=ZoneInfo(tz),
            properties=properties,
            dice=dice.random,
            uuid=lambda: str(uuid.UUID(int=dice.getrandbits(128), version=4)),
        )

    def events(self, after: dict[str, Any] | None = None) -> Iterator[dict[str, Any]]:
        found = self.interview.events() if after is None else self.interview.behind(after["at"])
        return map(self.described, found)

    def answer(self, ref: str, value: str | None, *, force: bool) -> tuple[str, str | None]:
        verdict = self.interview.answer(ref, value, force=force)
        return verdict.outcome, verdict.message

    def new_repeat(self, ref: str) -> dict[str, Any]:
        return self.described(self.interview.new_repeat(ref))

    def remove_repeat(self, ref: str) -> None:
        self.interview.remove_repeat(ref)

    def set_language(self, language: str) -> None:
        self.interview.set_language(language)

    def instance_xml(self) -> str:
        return self.interview.instance_xml()

    def described(self, event: Event) -> dict[str, Any]:
        plain = {"event": str(event.kind), "ref": event.ref, "at": event}
        if event.kind is Kind.END_OF_FORM:
            return plain
        if event.kind is not Kind.QUESTION:
            return plain | {"label": self.interview.label(event)}
        shown = self.interview.question(event.ref)
        broken = {"REQUIRED_BUT_EMPTY": "required", "CONSTRAINT_VIOLATED": "constraint"}
        return plain | {
            "label": shown.label,
            "hint": shown.hint,
            "value": shown.value,
            "required": shown.required,
            "readonly": shown.readonly,
            "choices": [[choice.value, choice.label] for choice in shown.choices],
            "violation": shown.violation and {"condition": broken[shown.violation.outcome]},
        }
