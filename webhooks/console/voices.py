"""Voices: recordings that people sent as answers are listened to and written down."""

from io import BytesIO
from typing import Protocol

from flask import Blueprint, Response, abort, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from bot.core.sounds import content_type
from bot.core.wording import Language
from bot.voices import LONGEST, Queue
from webhooks.console import visit, wording
from webhooks.console.access import Role, allowed
from webhooks.console.today import count, when

WRITERS: tuple[Role, ...] = ("owner", "organiser", "coder")  # nobody else hears a voice
_OUTCOMES = frozenset({"saved", "unclear", "gone", "empty", "again", "let-go"})


class Archive(visit.People, Protocol):
    """What the room needs of the house; `who` is the email of who does it, for the audit."""

    @property
    def demo(self) -> bool:
        """Whether strangers may play residents here."""
        ...

    def voices(self, language: Language) -> Queue:
        """The recordings that wait. Raises DatabaseDown, as all of these do."""
        ...

    def listen(self, voice: int, who: str) -> bytes | None:
        """What was recorded; None where it is not here (any more)."""
        ...

    def write_down(self, voice: int, words: str | None, who: str) -> bool:
        """`words` become the answer; None: it cannot be understood. False: gone, or somebody was quicker."""
        ...

    def fetch_voices_again(self, who: str) -> None:
        """Try all anew that could not be fetched."""
        ...

    def let_voices_go(self, who: str) -> None:
        """Wait no more for what could not be fetched."""
        ...


def open_room(console: Blueprint, archive: Archive) -> None:
    """Declare the room, the sounds in it, and what is done with them."""

    @console.get("/voices")
    @allowed(*WRITERS)
    def voices() -> ResponseReturnValue:
        done = request.args.get("done", "")
        return render_template(
            "console/voices.html",
            queue=archive.voices(wording.language()),
            done=done if done in _OUTCOMES else "",
            demo=archive.demo,
            longest=LONGEST,
            count=count,
            when=when,
            length=length,
        )

    @console.get("/voices/<int:voice>/sound")
    @allowed(*WRITERS)
    def sound(voice: int) -> ResponseReturnValue:
        found = archive.listen(voice, _who(archive))
        if found is None:
            abort(404)
        return _played(found)

    @console.post("/voices/<int:voice>")
    @allowed(*WRITERS)
    def write_down(voice: int) -> ResponseReturnValue:
        unclear, words = "unclear" in request.form, request.form.get("words", "")
        if not unclear and not words.strip():
            return _back("empty")
        if not archive.write_down(voice, None if unclear else words, _who(archive)):
            return _back("gone")
        return _back("unclear" if unclear else "saved")

    @console.post("/voices/again")
    @allowed(*WRITERS)
    def fetch_voices_again() -> ResponseReturnValue:
        archive.fetch_voices_again(_who(archive))
        return _back("again")

    @console.post("/voices/let-go")
    @allowed(*WRITERS)
    def let_voices_go() -> ResponseReturnValue:
        archive.let_voices_go(_who(archive))
        return _back("let-go")


def _who(archive: Archive) -> str:
    """Who is signed in: the door has let nobody else in."""
    visitor = visit.visitor(archive)
    return visitor.email if visitor is not None else ""


def _played(sound: bytes) -> Response:
    """In parts as the player asks for them: without that it knows no end and cannot go back. Kept by no browser."""
    response = send_file(BytesIO(sound), content_type(sound), etag=False)
    response.headers["Cache-Control"] = "no-store"
    return response


def _back(done: str) -> ResponseReturnValue:
    """To the room, which says what was done; a reload does nothing twice."""
    return redirect(url_for("console.voices", done=done), 303)


def length(seconds: int) -> str:
    """Minutes and seconds, as players show them: 0:07."""
    return f"{seconds // 60}:{seconds % 60:02}"
