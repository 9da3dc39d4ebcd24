"""What goes out to one person in one message, before any channel has put it into its own shape."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Button:
    """One tap: the words on it and the data that comes back (at most 64 bytes, Telegram's bound)."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Content:
    """One outgoing message.

    `buttons` stand one a row; where a channel has none, the text alone must do. `share_location` offers a
    button that sends the person's place. `voice` is a recording sent before the text. `replaces` is true
    where the message last sent with buttons is to be edited in place (choices toggled, a keyboard closed).
    """

    text: str
    buttons: tuple[Button, ...] = ()
    share_location: bool = False
    voice: str | None = None
    replaces: bool = False

    def to_json(self) -> dict[str, Any]:
        """The message as plain data: what the outbox keeps (encrypted) until it is delivered."""
        return {
            "text": self.text,
            "buttons": [[button.label, button.data] for button in self.buttons],
            "share_location": self.share_location,
            "voice": self.voice,
            "replaces": self.replaces,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Content":
        """The inverse of `to_json`."""
        return cls(
            text=data["text"],
            buttons=tuple(Button(label, value) for label, value in data["buttons"]),
            share_location=data["share_location"],
            voice=data["voice"],
            replaces=data["replaces"],
        )
