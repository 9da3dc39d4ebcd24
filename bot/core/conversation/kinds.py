"""Which kind of question a control of a form is, and whether a channel can carry an answer to it."""

from collections.abc import Mapping

from bot.core.conversation.scene import Abilities
from bot.core.form.interview import Shown, Sketch
from bot.core.questions.base import Media
from bot.core.survey import Extra

_CONTROLS: Mapping[str, str] = {
    "select1": "select_one",
    "select": "select_multiple",
    "rank": "rank",
    "range": "range",
    "trigger": "acknowledge",
}
_TYPES: Mapping[str, str] = {
    "int": "integer",
    "integer": "integer",
    "long": "integer",
    "decimal": "decimal",
    "double": "decimal",
    "float": "decimal",
    "date": "date",
    "time": "time",
    "dateTime": "dateTime",
    "geopoint": "geopoint",
    "geotrace": "geotrace",
    "geoshape": "geoshape",
    "barcode": "barcode",
}
_UPLOADS: Mapping[str, str] = {"image": "image", "audio": "audio", "video": "video"}
TAKES: Mapping[str, frozenset[Media]] = {
    "image": frozenset({"photo", "document"}),
    "audio": frozenset({"voice", "document"}),
    "video": frozenset({"video", "document"}),
    "file": frozenset({"photo", "voice", "video", "document"}),
}
NEVER = frozenset({"geotrace", "geoshape"})  # a line or an area cannot be sent in one message of any channel
_NEEDS_MEDIA = frozenset({"image", "audio", "video", "file", "geopoint"})


def kind_of(shown: Shown | Sketch, extra: Extra) -> str:
    """A name in `KINDS`, or one of `NEVER`."""
    if extra.place:
        return "place"
    if shown.control == "upload":
        return _UPLOADS.get(shown.parameters.get("mediatype", "").partition("/")[0], "file")
    if extra.tier == "contact" and "numbers" in shown.appearance.split():
        return "phone"  # ODK's appearance for telephone numbers: words typed on the keys for digits
    return _CONTROLS.get(shown.control) or _TYPES.get(shown.type, "text")


def takes_of(kind: str, extra: Extra) -> frozenset[Media]:
    """The media that answer this kind of question; a voice note answers an open one that asks for it."""
    voice: frozenset[Media] = frozenset({"voice"}) if kind == "text" and extra.voice else frozenset()
    return TAKES.get(kind, frozenset()) | voice


def askable(kind: str, can: Abilities) -> bool:
    """Can an answer to this kind come over the channel at all?"""
    return kind not in NEVER and (can.media or kind not in _NEEDS_MEDIA)
