"""The front page: two phones on which anyone can be a resident, and what is recorded of it.

What is typed on them goes to the hooks of the simulator, like the words of any resident; this room only
shows what comes back. All of it is there in the demonstration alone.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from flask import Blueprint, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from bot.core.wording import Language
from webhooks.console import wording
from webhooks.console.access import public

PHONE = re.compile(r"[A-Za-z0-9-]{8,40}")  # the name the browser gave the phone; nobody can guess another's


class Consultation(Protocol):
    """What the phones show."""

    @property
    def demo(self) -> bool:
        """Whether strangers may play residents here."""
        ...

    def screen(self, phone: str, after: int) -> Sequence[Mapping[str, object]]:
        """What has reached `phone` after the message `after`, oldest first: id, content and segments of each."""
        ...

    def recorded(self, phone: str, language: Language) -> Mapping[str, object]:
        """The answers of `phone`, worded in `language`, with the phase and language of its conversation."""
        ...


def open_room(console: Blueprint, consultation: Consultation) -> None:
    """Declare the front page and the two things its script asks for."""

    @console.get("/")
    @public
    def front() -> ResponseReturnValue:
        return render_template("console/phones.html" if consultation.demo else "console/closed.html")

    @console.get("/phones/<phone>/messages")
    @public
    def messages(phone: str) -> ResponseReturnValue:
        shown = consultation.screen(_allowed(consultation, phone), request.args.get("after", 0, type=int))
        return jsonify(messages=list(shown))

    @console.get("/phones/<phone>/answers")
    @public
    def answers(phone: str) -> ResponseReturnValue:
        return jsonify(consultation.recorded(_allowed(consultation, phone), wording.language()))


def _allowed(consultation: Consultation, phone: str) -> str:
    """The phone's name. 404 outside the demonstration, and for what no browser of ours would send."""
    if not (consultation.demo and PHONE.fullmatch(phone)):
        abort(404)
    return phone
