"""Who answers in the other language is asked once whether to go on in it."""

from dataclasses import replace

import regex

from bot.core import events as ev
from bot.core.conversation.scene import Turn
from bot.core.conversation.standing import Standing
from bot.core.khmer import number_in
from bot.core.questions.base import Reply
from bot.core.wording import Language

_KHMER = regex.compile(r"[\u1780-\u17b3]{2}|[\u1780-\u17b3][\u17b6-\u17d3]")
_LATIN = regex.compile("[A-Za-z]{3}")


def offering(turn: Turn, here: Standing, reply: Reply) -> Turn:
    """`turn` with the offer behind the next question, where `reply` was words of the other language."""
    after, happened = turn
    other = _spoken(here, reply)
    if other is None or after is None or after.offered or other == after.language:
        return turn
    if not isinstance(happened[-1], ev.Asked):
        return turn
    return replace(after, offered=True), (*happened, ev.SwitchOffered(other))


def _spoken(here: Standing, reply: Reply) -> Language | None:
    """The language of words that answered.

    Latin letters are English only where they named a choice: Khmer is often typed in them ("tuk min mean te"),
    number words too ("bei").
    """
    if reply.media is not None:
        return None
    if _KHMER.search(reply.text):
        return "km"
    if not _LATIN.search(reply.text) or number_in(reply.text) is not None:
        return None
    return "en" if here.interview.question(here.ask.first).choices else None
