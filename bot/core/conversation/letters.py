"""A list too long to be sent: asked for by the first letters of the answer, then shown as far as they leave it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from bot.core.events import Prompt
from bot.core.form.interview import Shown
from bot.core.questions.base import Choice, Open, Reply, Understood
from bot.core.reading.utterance import body_of
from bot.core.wording import Language, Wording

LISTED = 30  # choices that are sent at once; a country's communes would be twenty messages
LEFT = 12  # of those that the letters leave: so many one message lists
ASK = Wording(km="ផ្ញើអក្សរដំបូងនៃចម្លើយ។", en="Send the first letters of your answer.")
MORE = Wording(km="មាន {left} ចម្លើយ។ សូមផ្ញើអក្សរបន្ថែម។", en="{left} answers begin so. Please send more letters.")
WHICH = Wording(km="មួយណា?", en="Which one?")
_PARTING = regex.compile(r"\s*[,;\n]\s*")
_WORD = regex.compile(r"(?<=[\s,(/-])(?=\w)")
_KINDS = frozenset({"select1", "select"})


def long(shown: Shown) -> bool:
    """Are there more choices than are sent at once?"""
    return shown.control in _KINDS and len(shown.choices) > LISTED


def narrowed(prompt: Prompt, names: Sequence[str], language: Language) -> Prompt:
    """The prompt of a long list: with the choices that letters have left, or asking for letters."""
    left = [choice for choice in prompt.choices if choice.name in names]
    if left:
        choices = tuple(replace(each, code=str(at), short="") for at, each in enumerate(left, 1))
        return replace(prompt, text=WHICH.to(language), short="", hint="", lead=(), choices=choices)
    text, short = (f"{words} {ASK.to(language)}" if words else "" for words in (prompt.text, prompt.short))
    return replace(prompt, text=text, short=short, choices=())


def too_many(prompt: Prompt, left: int, language: Language) -> Prompt:
    """The prompt of a long list of which the letters have left too many to be sent."""
    return replace(prompt, text=MORE.to(language).format(left=left), short="", hint="", lead=(), choices=())


def wanted(open_: Open) -> bool:
    """Is a reply to `open_` read by its first letters?"""
    return open_.kind in {"select_one", "select_multiple"} and len(open_.choices) > LISTED


def among(open_: Open, names: Sequence[str]) -> Open:
    """The question with those of its choices alone that letters have left, and codes of their own."""
    left = [choice for choice in open_.choices if choice.name in names]
    return replace(open_, choices=tuple(replace(each, code=str(at)) for at, each in enumerate(left, 1)))


def meant(open_: Open, reply: Reply) -> tuple[tuple[Choice, ...], ...]:
    """For each part of a reply the choices it may mean; none where any part means nothing.

    Who may pick several parts them by commas. What is a choice's very name means that one alone.
    """
    if reply.media is not None or reply.location is not None:
        return ()
    parts = _PARTING.split(reply.text.strip()) if open_.kind == "select_multiple" else [reply.text]
    found = tuple(tuple(_beginning(open_, body_of(part))) for part in parts if part.strip())
    return found if all(found) else ()


def taken(open_: Open, reply: Reply, found: Sequence[Sequence[Choice]]) -> Understood | None:
    """The answer, where each part means one choice; what was not said in full is said back."""
    if not found or any(len(each) > 1 for each in found):
        return None
    names = dict.fromkeys(each[0].name for each in found)
    said = {body_of(part) for part in (reply.text, *_PARTING.split(reply.text))}
    guessed = any(said.isdisjoint(_bodies(each[0])) for each in found)
    value = tuple(names) if open_.kind == "select_multiple" else next(iter(names))
    return Understood(value, guessed=guessed)


def _beginning(open_: Open, said: str) -> list[Choice]:
    """The choices that are called so; else those that begin so; else those in which a later word does."""
    if not said:
        return []
    names = _names(open_.choices)
    whole = [each.choice for each in names if said in each.bodies]
    first = whole or [each.choice for each in names if any(body.startswith(said) for body in each.bodies)]
    return first or [each.choice for each in names if any(body.startswith(said) for body in each.later)]


@dataclass(frozen=True, slots=True)
class _Named:
    """A choice with all that it is called, ready to compare; `later`: the same from each of its later words on."""

    choice: Choice
    bodies: tuple[str, ...]
    later: tuple[str, ...]


@lru_cache(maxsize=64)
def _names(choices: tuple[Choice, ...]) -> tuple[_Named, ...]:
    """Worked out once for a list. "Trapeang Kor" is found by "kor" too."""
    return tuple(_Named(choice, _bodies(choice), tuple(_later(choice))) for choice in choices)


def _bodies(choice: Choice) -> tuple[str, ...]:
    words = (choice.code, *choice.labels, *choice.aliases)
    return tuple(body for each in words if (body := body_of(each)))


def _later(choice: Choice) -> Iterator[str]:
    for words in (*choice.labels, *choice.aliases):
        yield from (body_of(words[found.start() :]) for found in _WORD.finditer(words))
