"""A question in words, with buttons where the phone has any."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core import events as ev
from bot.core import layout, menus
from bot.core.content import Button
from bot.voice import Piece, Voice, _


def asked(prompt: ev.Prompt, why: ev.Why, voice: Voice) -> Piece:
    """A question as it is asked now."""
    if why != "next":
        prompt = replace(prompt, hides_choices=False)  # what was left out to save a segment is asked for now
    piece = _prompt(prompt, voice)
    if why == "back":
        back = voice(_("Back:"))  # a word inside an f-string would not be found for the catalog
        return replace(piece, text=f"{back} {piece.text}")
    return piece


def _prompt(prompt: ev.Prompt, voice: Voice) -> Piece:
    prompt = _in_our_words(prompt, voice)
    text = layout.sms(prompt) if voice.sms else layout.telegram(prompt)
    buttons = _buttons(prompt, voice) if voice.buttons else ()
    return Piece(text, buttons, share_location=prompt.kind == "geopoint" and voice.buttons, voice=prompt.voice)


def toggled(prompt: ev.Prompt, voice: Voice) -> Piece:
    """The same list with its ticks; where the order counts, what was picked stands below the question in that order."""
    piece = _prompt(prompt, voice)
    ordered = len(prompt.refs) > 1 or prompt.kind == "rank"
    labels = {offered.code: offered.label for offered in prompt.choices}
    order = " → ".join(labels.get(code, code) for code in prompt.picked) if ordered else ""
    return replace(piece, text="\n".join(filter(None, (piece.text, order))), replaces=True)


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
    words = _numbered(offered.code, offered.label)
    return f"✅ {words}" if offered.code in prompt.picked else words


def _numbered(code: str, label: str) -> str:
    """A button with the number that can be typed for it: questions and posters speak of numbers."""
    return label if label == code else layout.line(code, label)


def menu(words: str, choices: menus.Menu, turn: int, voice: Voice) -> Piece:
    """One of our own small questions: on one line where signs cost money, with buttons where there are any."""
    options = [(code, wording.to(voice.language)) for code, wording in choices.values()]
    if voice.buttons:
        return Piece(words, tuple(Button(_numbered(code, label), f"{turn}:{code}") for code, label in options))
    return Piece(" ".join((words, *(f"{code} {label}" for code, label in options))))
