"""The kinds of questions, and the one front door to understanding a reply.

A new kind is one file here and one name in `KINDS`.
"""

from collections.abc import Mapping

from bot.core.commands import Command, command_in
from bot.core.places import LEVELS, Gazetteer
from bot.core.questions.acknowledge import Acknowledge
from bot.core.questions.audio import AUDIO
from bot.core.questions.barcode import Barcode
from bot.core.questions.base import Kind, Open, Reason, Reply, Unclear, Understood
from bot.core.questions.date import Date
from bot.core.questions.date_time import DateTime
from bot.core.questions.decimal import DecimalNumber
from bot.core.questions.file import FILE
from bot.core.questions.geopoint import Geopoint
from bot.core.questions.image import IMAGE
from bot.core.questions.integer import Integer
from bot.core.questions.note import Note
from bot.core.questions.phone import Phone
from bot.core.questions.place import Place
from bot.core.questions.range import Range
from bot.core.questions.rank import Rank
from bot.core.questions.select_multiple import SelectMultiple
from bot.core.questions.select_one import SelectOne
from bot.core.questions.text import Text
from bot.core.questions.time import Time
from bot.core.questions.video import VIDEO

_ALL: tuple[Kind, ...] = (
    SelectOne(),
    SelectMultiple(),
    Rank(),
    Integer(),
    DecimalNumber(),
    Range(),
    Text(),
    Date(),
    Time(),
    DateTime(),
    Place(),
    Phone(),
    Acknowledge(),
    Geopoint(),
    IMAGE,
    AUDIO,
    VIDEO,
    FILE,
    Barcode(),
    Note(),
)
_NOTHING = Note()  # a kind that cannot be asked here (a line on the map) takes nothing
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}


def understand(
    open: Open,  # noqa: A002 - the question that stands open
    reply: Reply,
    places: Gazetteer | None = None,
) -> Understood | Unclear | Command:
    """What `reply` means while `open` stands open: an answer, a command, or why it is neither. Never raises.

    Commands win over answers, but for a few words that the question itself offers (`bot.core.commands`).
    """
    if reply.media is None and reply.location is None:
        if (command := command_in(reply.text, open)) is not None:
            return command
        if not reply.text.strip():
            return Unclear(Reason.EMPTY)
    if open.kind == Place.name and places is not None:
        return Place(places).read(open, reply)
    reading = KINDS.get(open.kind, _NOTHING).read(open, reply)
    if places is not None and isinstance(reading, Unclear) and reading.reason is Reason.NOT_A_CHOICE:
        return _place_offered(open, reply, places) or reading
    return reading


def _place_offered(open: Open, reply: Reply, places: Gazetteer) -> Understood | None:  # noqa: A002 - as above
    """The choice that is meant by a place's name in another spelling, where all the choices are places of one level."""
    codes = {choice.name for choice in open.choices}
    levels = {LEVELS.get(len(code)) for code in codes if places.row(code) is not None}
    level = next(iter(levels), None)
    if open.kind != SelectOne.name or len(levels) != 1 or level is None or any(not code.isdecimal() for code in codes):
        return None
    found = places.find(reply.text, level)
    named = [code for code in found.codes if code in codes]
    return Understood(named[0], guessed=found.guessed) if found.sure and len(named) == 1 else None
