"""Event -> words, in Khmer or English: the only place in `bot` that asks the catalog.

Several events of one step become one message wherever they can: every SMS costs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from bot import helps, prompts
from bot.core import events as ev
from bot.core import layout, menus
from bot.core.content import Content
from bot.core.wording import Language
from bot.voice import Facts, Piece, Voice, _

__all__ = ["Facts", "Piece", "Voice", "say", "speak"]


def speak(happened: Iterable[ev.Event], voice: Voice) -> tuple[Content, ...]:
    """The messages that tell a person what happened, as few as can be, in the order of the events."""
    events = _guesses_together(tuple(happened))
    voice = replace(voice, followed=any(isinstance(event, _QUESTIONS) for event in events))
    pieces = []
    for event in events:
        if isinstance(event, ev.LanguageChosen):
            voice = replace(voice, language=event.language)
        piece = say(event, voice)
        if piece is not None:
            pieces.append(piece)
    return _join(pieces)


_QUESTIONS = (ev.Asked, ev.PartEnded, ev.ResumeOffered, ev.EraseAsked)


def _guesses_together(events: Sequence[ev.Event]) -> list[ev.Event]:
    """Several rows guessed from one reply are said back in one line."""
    guesses = [event for event in events if isinstance(event, ev.Answered) and event.guessed]
    if len(guesses) < 2:  # noqa: PLR2004 - several
        return list(events)
    told = replace(guesses[0], label=", ".join(guess.label for guess in guesses))
    return [told if event is guesses[0] else event for event in events if event not in guesses[1:]]


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


def stale(voice: Voice) -> Content:
    """What a tap on an old button is answered, in the little notice of the app."""
    return Content(voice(_("This was answered already. Please use the newest buttons.")))


def say(event: ev.Event, voice: Voice) -> Piece | None:  # noqa: C901, PLR0911, PLR0912 - one line for each event there is
    """What one event adds to the message; None where it goes without saying."""
    match event:
        case ev.Asked(prompt, why):
            return prompts.asked(prompt, why, voice)
        case ev.Toggled(prompt):
            return prompts.toggled(prompt, voice)
        case ev.Answered():
            return _understood(event, voice)
        case ev.Passed():
            return _passed(event, voice)
        case ev.Noted(texts):
            return Piece("\n".join(texts))
        case ev.NotUnderstood():
            return _not_understood(event, voice)
        case ev.Violated():
            return _violated(event, voice)
        case ev.MustAnswer(message):
            return Piece(message or voice(_("Sorry, this question needs an answer.")))
        case ev.GentleAsk(given, wanted):
            return Piece(
                voice(_("You sent {given}. You may send {wanted}, or the same again."), given=given, wanted=wanted)
            )
        case ev.SwitchOffered(language):
            return Piece(_SWITCH[language])
        case ev.Declined():
            return Piece(voice(KEPT_NOTHING))
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
            return prompts.menu(words, menus.PART_END, turn, voice)
        case ev.Paused():
            return Piece(voice(_("See you later. Write to us when you have time.")))
        case ev.ResumeOffered(n, total, turn):
            words = voice(_("You stopped at question {n} of {total}."), n=n, total=total)
            return prompts.menu(words, menus.RESUME, turn, voice)
        case ev.Reminded(left, turn):
            words = voice(_("Yobal: {left} questions left. CHHOP = stop."), left=left)
            return prompts.menu(words, menus.REMINDER, turn, voice)
        case ev.Completed(reached):
            return _thanks(reached, voice)
        case ev.OptedOut():
            return None if event.silent else _opted_out(event, voice)
        case ev.OptedIn():
            return Piece(voice(_("Welcome back.")))
        case ev.EraseAsked(turn):
            return prompts.menu(voice(_("Erase all your answers?")), menus.ERASE, turn, voice)
        case ev.EraseDropped():
            return Piece(voice(_("Nothing was erased.")))
        case ev.Erased():
            return Piece(voice(_(ERASED)))
        case ev.NothingHeld():
            return Piece(voice(_("We hold no answers of yours.")))
        case ev.NothingOpen(unfinished):
            return Piece(voice(LEFT_EARLY if unfinished else ALL_ANSWERED))
        case ev.NoSurvey():
            return Piece(voice(_("There is no consultation at the moment. Thank you for writing.")))
        case ev.EditIgnored():
            return Piece(voice(_("A changed message does not change your answer. Send * to go back.")))
        case ev.GaveUp():
            return Piece(voice(_("We leave it here. Send START to begin again.")))
        case ev.Cleared() | ev.LanguageChosen() | ev.Consented() | ev.Submitted():
            return None
        case ev.Stale() | ev.TooEarly() | ev.Expired():
            return None
        case _:
            assert_never(event)


ERASED = _(
    "Erased: your answers and number. We keep only a scrambled code so we do not write again. "
    "Totals already published cannot change."
)
KEPT_NOTHING = _("No problem. We kept nothing and will not write again.")
ALL_ANSWERED = _("You have answered everything, thank you. INFO, MY DATA, LOP = erase.")
LEFT_EARLY = _("Your answers are kept, thank you. START = go on, INFO, MY DATA, LOP = erase.")
_SWITCH: Mapping[Language, str] = {"en": "ENGLISH = continue in English", "km": "«ខ្មែរ» = បន្តជាភាសាខ្មែរ"}


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
    """A help that fits the kind and the mistake; the second time with a way out."""
    words = helps.help_for(event, buttons=voice.buttons)
    said = voice(words, about=", ".join(event.about), wanted=event.wanted, example=helps.example(event))
    return Piece(f"{said} {_way_on(event, voice)}".rstrip())


def _violated(event: ev.Violated, voice: Voice) -> Piece:
    said = event.message or voice(_("Sorry, this answer does not fit."))
    way = _way_on(event, voice) if event.attempts > 1 or not event.message else ""
    return Piece(f"{said} {way}".rstrip())


def _way_on(event: ev.NotUnderstood | ev.Violated, voice: Voice) -> str:
    """How to see the question where it is not shown again; the second time, how to leave it or reach a person."""
    if event.attempts == 1:
        return "" if voice.followed else voice(_("? = see it again"))
    closed = isinstance(event, ev.NotUnderstood) and event.kind in helps.CLOSED
    ways = [
        voice(_("? = list")) if closed and not voice.followed else "",
        voice(_SKIPS[event.skip]) if event.skip and not voice.buttons else "",
        voice(_("HELP = a person")),
    ]
    return ", ".join(filter(None, ways))


_SKIPS: Mapping[str, str] = {"0": _("0 = skip"), "SKIP": _("SKIP = skip")}


def _opted_out(event: ev.OptedOut, voice: Voice) -> Piece:
    """Who had not agreed yet has no answers that could be kept."""
    return Piece(
        voice(_("OK, we stopped. Your answers so far are kept. LOP = erase them.") if event.kept else KEPT_NOTHING)
    )


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
    listed = "\n".join(f"• {question}\n  {answer}" for question, answer in rows)
    words = _("We keep a locked copy of your number, your language, that you agreed, and these answers. LOP = erase.")
    return Piece(f"{voice(words)}\n{listed}")


def _thanks(reached: str, voice: Voice) -> Piece | None:
    """The form's own closing words, else ours. A form whose last question thanks already has "-" for SMS."""
    own = voice.survey.closing.get(voice.language) if voice.survey else None
    if own == layout.UNLISTED and voice.sms and reached == "end":
        return None
    ours = voice(_("Thank you! Results: {url}"), url=voice.facts.results_url)
    return Piece(ours if own in {None, layout.UNLISTED} else own)
