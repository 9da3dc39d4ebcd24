"""Event -> words, in Khmer or English: the only place in `bot` that asks the catalog.

Several events of one step become one message wherever they can: every SMS costs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from gettext import NullTranslations
from typing import assert_never

from bot.core import events as ev
from bot.core import layout, menus
from bot.core.content import Button, Content
from bot.core.questions.base import Reason
from bot.core.survey import Survey
from bot.core.wording import Language


@dataclass(frozen=True, slots=True)
class Facts:
    """What the organiser's settings put into Yobal's own words; none of them may be empty when it is said."""

    organiser: str
    contact: str
    results_url: str
    helpline: str
    child_helpline: str
    keep_until: date


@dataclass(frozen=True, slots=True)
class Voice:
    """In which language and for which kind of channel something is said, and with which facts."""

    language: Language
    catalogs: Mapping[Language, NullTranslations]
    facts: Facts
    survey: Survey | None
    sms: bool
    buttons: bool

    def __call__(self, words: str, **facts: object) -> str:
        """`words` in this voice's language with the facts put in."""
        return self.catalogs[self.language].gettext(words).format(**facts)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a message: what one event adds to it."""

    text: str
    buttons: tuple[Button, ...] = ()
    share_location: bool = False
    voice: str | None = None
    replaces: bool = False


def speak(happened: Iterable[ev.Event], voice: Voice) -> tuple[Content, ...]:
    """The messages that tell a person what happened, as few as can be, in the order of the events."""
    pieces = []
    for event in happened:
        if isinstance(event, ev.LanguageChosen):
            voice = replace(voice, language=event.language)
        piece = say(event, voice)
        if piece is not None:
            pieces.append(piece)
    return _join(pieces)


def _join(pieces: Sequence[Piece]) -> tuple[Content, ...]:
    if not pieces:
        return ()
    return (
        Content(
            text="\n".join(piece.text for piece in pieces if piece.text),
            buttons=tuple(button for piece in pieces for button in piece.buttons),
            share_location=any(piece.share_location for piece in pieces),
            voice=next((piece.voice for piece in pieces if piece.voice), None),
            replaces=any(piece.replaces for piece in pieces),
        ),
    )


def say(event: ev.Event, voice: Voice) -> Piece | None:  # noqa: C901, PLR0911, PLR0912 - one line for each event there is
    """What one event adds to the message; None where it goes without saying."""
    match event:
        case ev.Asked(prompt, why):
            return _asked(prompt, why, voice)
        case ev.Toggled(prompt):
            return replace(_prompt(prompt, voice), replaces=True)
        case ev.Answered():
            return _understood(event, voice)
        case ev.Passed():
            return _passed(event, voice)
        case ev.Noted(texts):
            return Piece("\n".join(texts))
        case ev.NotUnderstood():
            return _not_understood(event, voice)
        case ev.Violated(message, _):
            return Piece(message or voice(_("Sorry, this answer does not fit. ? = see the question again")))
        case ev.MustAnswer(message):
            return Piece(message or voice(_("Sorry, this question needs an answer.")))
        case ev.GentleAsk(given, wanted):
            return Piece(
                voice(_("You sent {given}. You may send {wanted}, or the same again."), given=given, wanted=wanted)
            )
        case ev.SwitchOffered(language):
            return Piece(_SWITCH[language])
        case ev.Declined():
            return Piece(voice(_("No problem. We kept nothing and will not write again.")))
        case ev.UnderAge():
            return _under_age(voice)
        case ev.Informed():
            return _informed(voice)
        case ev.Helped():
            return _helped(voice)
        case ev.MyData(rows):
            return _my_data(rows, voice)
        case ev.PartEnded(left, turn):
            words = voice(_("Thank you! {left} more questions?"), left=left)
            return _menu(words, menus.PART_END, turn, voice)
        case ev.Paused():
            return Piece(voice(_("See you later. Write to us when you have time.")))
        case ev.ResumeOffered(n, total, turn):
            words = voice(_("You stopped at question {n} of {total}."), n=n, total=total)
            return _menu(words, menus.RESUME, turn, voice)
        case ev.Reminded(left, turn):
            words = voice(_("Yobal: {left} questions left. CHHOP = stop."), left=left)
            return _menu(words, menus.REMINDER, turn, voice)
        case ev.Completed(reached):
            return _thanks(reached, voice)
        case ev.OptedOut(silent):
            words = voice(_("OK, we stopped. Your answers so far are kept. LOP = erase them."))
            return None if silent else Piece(words)
        case ev.OptedIn():
            return Piece(voice(_("Welcome back.")))
        case ev.EraseAsked(turn):
            return _menu(voice(_("Erase all your answers?")), menus.ERASE, turn, voice)
        case ev.EraseDropped():
            return Piece(voice(_("Nothing was erased.")))
        case ev.Erased():
            return Piece(voice(_(ERASED)))
        case ev.NothingHeld():
            return Piece(voice(_("We hold nothing about you.")))
        case ev.NothingOpen():
            return Piece(voice(_("You have answered everything, thank you. INFO, MY DATA, LOP = erase.")))
        case ev.NoSurvey():
            return Piece(voice(_("There is no consultation at the moment. Thank you for writing.")))
        case ev.EditIgnored():
            return Piece(voice(_("A changed message does not change your answer. Send * to go back.")))
        case ev.GaveUp():
            return Piece(voice(_("We leave it here. Send START to begin again.")))
        case ev.Cleared() | ev.LanguageChosen() | ev.Consented() | ev.Stale() | ev.TooEarly() | ev.Expired():
            return None
        case _:
            assert_never(event)


def _(words: str) -> str:
    """Marks words for the catalog; the voice translates them when they are said."""
    return words


ERASED = _(
    "Erased: your answers and number. We keep only a scrambled code so we do not write again. "
    "Totals already published cannot change."
)
_SWITCH: Mapping[Language, str] = {"en": "ENGLISH = continue in English", "km": "KHMER = បន្តជាភាសាខ្មែរ"}


def _asked(prompt: ev.Prompt, why: ev.Why, voice: Voice) -> Piece:
    if why != "next":
        prompt = replace(prompt, hides_choices=False)  # what was left out to save a segment is asked for now
    piece = _prompt(prompt, voice)
    if why == "back":
        return replace(piece, text=f"{voice(_('Back:'))} {piece.text}")
    return piece


def _prompt(prompt: ev.Prompt, voice: Voice) -> Piece:
    prompt = _in_our_words(prompt, voice)
    text = layout.sms(prompt) if voice.sms else layout.telegram(prompt)
    buttons = _buttons(prompt, voice) if voice.buttons else ()
    return Piece(text, buttons, share_location=prompt.kind == "geopoint" and voice.buttons, voice=prompt.voice)


def _in_our_words(prompt: ev.Prompt, voice: Voice) -> ev.Prompt:
    """A question that the form left to us, in our words."""
    if prompt.text or prompt.kind not in _OWN:
        return prompt
    return replace(prompt, text=_OWN[prompt.kind](voice))


_OWN: Mapping[str, Callable[[Voice], str]] = {
    "language": lambda _voice: "Yobal យោបល់៖",
    "consent": lambda voice: voice(
        _("Yobal: may we ask you some questions? Voluntary, no names. LOP = erase, CHHOP = stop.")
    ),
    "repeat": lambda voice: voice(_("Add one more?")),
}


def _buttons(prompt: ev.Prompt, voice: Voice) -> tuple[Button, ...]:
    shown = [Button(_ticked(offered, prompt), f"{prompt.turn}:{offered.code}") for offered in prompt.choices]
    if prompt.several and prompt.picked:
        shown.append(Button(voice(_("✔ Done")), f"{prompt.turn}:done"))
    if prompt.skippable:
        shown.append(Button(voice(_("Skip")), f"{prompt.turn}:skip"))
    return tuple(shown)


def _ticked(offered: ev.Offered, prompt: ev.Prompt) -> str:
    if offered.code not in prompt.picked:
        return offered.label
    mark = f"{prompt.picked.index(offered.code) + 1}." if len(prompt.refs) > 1 else "✅"
    return f"{mark} {offered.label}"


def _menu(words: str, menu: menus.Menu, turn: int, voice: Voice) -> Piece:
    """One of our own small questions: on one line where signs cost money, with buttons where there are any."""
    options = [(code, wording.to(voice.language)) for code, wording in menu.values()]
    if voice.buttons:
        return Piece(words, tuple(Button(label, f"{turn}:{code}") for code, label in options))
    return Piece(" ".join((words, *(f"{code} {label}" for code, label in options))))


def _understood(event: ev.Answered, voice: Voice) -> Piece | None:
    """Only a guess is said back: an exact answer goes without saying."""
    if event.guessed:
        return Piece(voice(_("We understood: {label}. * = back"), label=event.label))
    if event.media == "voice":
        return Piece(voice(_("Thank you, we will listen to it.")))
    return None


def _passed(event: ev.Passed, voice: Voice) -> Piece | None:
    if event.why == "invalid":
        return Piece(voice(_("We leave this question.")))
    return None


def _not_understood(event: ev.NotUnderstood, voice: Voice) -> Piece:
    """A help that fits the kind and the mistake; shorter the second time, with a way out."""
    if event.attempts == 1:
        return Piece(voice(_first_help(event), about=", ".join(event.about)))
    words = voice(_SECOND.get(event.kind, _CHOOSE_SHORT))
    way_out = voice(_("0 = skip, HELP = a person")) if event.skippable else voice(_("HELP = a person"))
    return Piece(f"{words} {way_out}")


def _first_help(event: ev.NotUnderstood) -> str:
    return _REASONS.get(event.reason) or _FIRST.get(event.kind, _CHOOSE)


_CHOOSE = _("Sorry, please send only a number from the list. ? = see it again")
_CHOOSE_SHORT = _("A number from the list, please. ? = list")
_REASONS: Mapping[Reason, str] = {
    Reason.REPEATED: _("Sorry, please do not send the same number twice. ? = see the list"),
    Reason.TOO_MANY: _("Sorry, that is too many. ? = see the list"),
    Reason.SEVERAL_PLACES: _("Which one do you mean? {about}"),
    Reason.NOT_A_PLACE: _("Sorry, we do not know this place. Please send the name of the sangkat or commune."),
    Reason.MEDIA_NOT_TAKEN: _("Sorry, please answer in words or numbers. ? = see the question"),
    Reason.TOO_LONG: _("Sorry, that is too long. Please say it shorter."),
    Reason.NUMBERS_ONLY: _("Please answer with a number only: 1, 2, 3 or 4."),
    Reason.CONTRADICTORY: _("Sorry, the number and the words do not agree. Please send only the number."),
}
_FIRST: Mapping[str, str] = {
    "integer": _("Sorry, please send a number, such as 3. ? = see the question"),
    "decimal": _("Sorry, please send a number, such as 2.5. ? = see the question"),
    "range": _("Sorry, please send a number from the list. ? = see the question"),
    "date": _("Sorry, please send a date, such as 25/11/2026."),
    "dateTime": _("Sorry, please send a date and an hour, such as 25/11/2026 14:30."),
    "time": _("Sorry, please send an hour, such as 14:30."),
    "place": _("Sorry, we do not know this place. Please send the name of the sangkat or commune."),
    "phone": _("Sorry, please send a phone number, such as 012 345 678."),
    "text": _("Sorry, please answer in words. ? = see the question"),
    "geopoint": _("Sorry, please share your location with the button."),
    "image": _("Sorry, please send a photo."),
    "audio": _("Sorry, please send a voice message."),
    "video": _("Sorry, please send a video."),
    "file": _("Sorry, please send a file."),
}
_SECOND: Mapping[str, str] = {
    "integer": _("A number, please."),
    "decimal": _("A number, please."),
    "range": _("A number, please."),
    "date": _("A date, please: 25/11/2026."),
    "dateTime": _("A date and an hour, please: 25/11/2026 14:30."),
    "time": _("An hour, please: 14:30."),
    "place": _("The name of the commune, please."),
    "phone": _("A phone number, please."),
    "text": _("In words, please."),
    "geopoint": _("Your location, please."),
    "image": _("A photo, please."),
    "audio": _("A voice message, please."),
    "video": _("A video, please."),
    "file": _("A file, please."),
}


def _under_age(voice: Voice) -> Piece:
    words = _("Thank you. This is for people aged 18 or older. We kept nothing. Help for children: {child_helpline}")
    return Piece(voice(words, child_helpline=voice.facts.child_helpline))


def _informed(voice: Voice) -> Piece:
    words = _(
        "Run by {org} for the working group (province, UN, partners, civil society). We keep your answers and a locked "
        "copy of your number until {date}. No one outside the {org} team sees your number. Messages pass through the "
        "phone company, Twilio or Telegram, which can read them. Only totals and quotes without names are shared. "
        "LOP = erase, MY DATA = see what we keep. Questions: {contact}"
    )
    facts = voice.facts
    return Piece(voice(words, org=facts.organiser, date=facts.keep_until.strftime("%d/%m/%Y"), contact=facts.contact))


def _helped(voice: Voice) -> Piece:
    words = _(
        "Answer with a number. ? = question again, * = back, 0 = skip, INFO = what becomes of my answers, "
        "CHHOP = stop, LOP = erase, KHMER or ENGLISH = language. A person helps: {contact}"
    )
    return Piece(voice(words, contact=voice.facts.contact))


def _my_data(rows: Sequence[tuple[str, str]], voice: Voice) -> Piece:
    """Everything kept of what the person said. By SMS anybody may hold the phone: only how much there is."""
    if voice.sms:
        words = _("We keep {count} answers and a locked copy of your number. LOP = erase. To see them: {contact}")
        return Piece(voice(words, count=len(rows), contact=voice.facts.contact))
    listed = "\n".join(f"• {question}: {answer}" for question, answer in rows)
    return Piece(f"{voice(_('We keep a locked copy of your number and these answers. LOP = erase.'))}\n{listed}")


def _thanks(reached: str, voice: Voice) -> Piece | None:
    """The form's own closing words; else ours, but by SMS only to who left early: the last question thanks already."""
    own = voice.survey.closing.get(voice.language) if voice.survey else None
    if own is None and voice.sms and reached == "end":
        return None
    return Piece(own or voice(_("Thank you! Results: {url}"), url=voice.facts.results_url))
