"""The help after a reply that was no answer: one that fits the question and the mistake, shorter the second time.

Only the words are here; `bot.phrases` says them, and adds how to see the question where it is not shown again.
"""

from collections.abc import Mapping

from bot.core.events import NotUnderstood
from bot.core.questions.base import Reason
from bot.voice import _

COUNTED = frozenset({"integer", "decimal", "range"})
CLOSED = frozenset({"select_one", "select_multiple", "rank"})
_EXAMPLES = ("3", "1", "2", "5", "4", "6")  # codes that nearly every list has
_SHARES = ("5", "3", "2", "1", "0", "4")


def help_for(event: NotUnderstood, *, buttons: bool) -> str:
    """The words that help; {about}, {wanted} and {example} may stand in them."""
    by_reason = _FIRST_REASONS if event.attempts == 1 else _SECOND_REASONS
    if event.reason in _NUMBERED and event.about and event.kind in CLOSED | COUNTED:
        return _UNLISTED if event.kind in CLOSED else _UNFIT
    return by_reason.get(event.reason) or _by_kind(event, buttons=buttons)


def _by_kind(event: NotUnderstood, *, buttons: bool) -> str:
    first = event.attempts == 1
    if event.wanted > 1 and event.kind in CLOSED | COUNTED:
        picks = _PICKS if event.kind in CLOSED else _NUMBERS
        return picks[0] if first else picks[1]
    if event.kind in {"select_one", "acknowledge"}:
        words = _TAP if buttons else _CHOOSE
        return words[0] if first else words[1]
    return (_FIRST if first else _SECOND).get(event.kind, _CHOOSE[0] if first else _CHOOSE[1])


def example(event: NotUnderstood) -> str:
    """Numbers as they could be sent: "3 1 2"."""
    return " ".join((_SHARES if event.kind in COUNTED else _EXAMPLES)[: event.wanted])


_NUMBERED = frozenset({Reason.NOT_A_CHOICE, Reason.OUT_OF_RANGE})  # they tell the number at fault
_UNLISTED = _("Sorry, {about} is not in the list.")
_UNFIT = _("Sorry, {about} does not fit here.")
_CHOOSE = (_("Sorry, please send only a number from the list."), _("A number from the list, please."))
_TAP = (_("Sorry, please tap an answer or send its number."), _("Tap an answer, please."))
_PICKS = (
    _("Sorry, please send {wanted} numbers from the list, such as {example}."),
    _("{wanted} numbers from the list, please."),
)
_NUMBERS = (_("Sorry, please send {wanted} numbers, such as {example}."), _("{wanted} numbers, please."))

_ASK_BACK = _("Which one do you mean? {about}")
_FIRST_REASONS: Mapping[Reason, str] = {
    Reason.REPEATED: _("Sorry, please do not send the same number twice."),
    Reason.TOO_MANY: _("Sorry, that is too many: at most {about}."),
    Reason.INCOMPLETE: _("Sorry, something is missing in your answer."),
    Reason.SEVERAL_PLACES: _ASK_BACK,
    Reason.TOO_LONG: _("Sorry, that is too long. Please say it shorter."),
    Reason.NUMBERS_ONLY: _("Please answer with a number only."),
    Reason.CONTRADICTORY: _("Sorry, we are not sure which one you mean. Please send only the number."),
}
_SECOND_REASONS: Mapping[Reason, str] = {
    Reason.REPEATED: _("Each number only once, please."),
    Reason.TOO_MANY: _("At most {about}, please."),
    Reason.SEVERAL_PLACES: _ASK_BACK,
    Reason.TOO_LONG: _("Shorter, please."),
}
_FIRST: Mapping[str, str] = {
    "select_multiple": _("Sorry, please send numbers from the list, such as 1 3."),
    "rank": _("Sorry, please send all the numbers in your order, such as 3 1 2."),
    "integer": _("Sorry, please send a number, such as 3."),
    "decimal": _("Sorry, please send a number, such as 2.5."),
    "range": _("Sorry, please send a number."),
    "date": _("Sorry, please send a date, such as 25/11/2026."),
    "dateTime": _("Sorry, please send a date and an hour, such as 25/11/2026 14:30."),
    "time": _("Sorry, please send an hour, such as 14:30."),
    "place": _("Sorry, we do not know this place. Please send the name of the sangkat or commune."),
    "phone": _("Sorry, please send a phone number, such as 012 345 678."),
    "text": _("Sorry, please answer in words."),
    "barcode": _("Sorry, please send the code as it is written."),
    "geopoint": _("Sorry, please share your location with the button."),
    "image": _("Sorry, please send a photo."),
    "audio": _("Sorry, please send a voice message."),
    "video": _("Sorry, please send a video."),
    "file": _("Sorry, please send a file."),
}
_SECOND: Mapping[str, str] = {
    "select_multiple": _("Numbers from the list, please."),
    "rank": _("All the numbers in your order, please."),
    "integer": _("A number, please."),
    "decimal": _("A number, please."),
    "range": _("A number, please."),
    "date": _("A date, please: 25/11/2026."),
    "dateTime": _("A date and an hour, please: 25/11/2026 14:30."),
    "time": _("An hour, please: 14:30."),
    "place": _("The name of the commune, please."),
    "phone": _("A phone number, please."),
    "text": _("In words, please."),
    "barcode": _("The code, please."),
    "geopoint": _("Your location, please."),
    "image": _("A photo, please."),
    "audio": _("A voice message, please."),
    "video": _("A video, please."),
    "file": _("A file, please."),
}
