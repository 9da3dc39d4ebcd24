"""Language first, then consent: before it nothing is kept but what holds the conversation."""

from dataclasses import replace

from bot.core import events as ev
from bot.core.commands import Command
from bot.core.conversation import prompting
from bot.core.conversation.advancing import begin
from bot.core.conversation.answering import PATIENCE, read_as_unclear
from bot.core.conversation.scene import Scene, Turn
from bot.core.conversation.state import Conversation, Phase
from bot.core.questions import understand
from bot.core.questions.base import Open, Understood
from bot.core.said import Said

Asked = tuple[Conversation, tuple[ev.Event, ...]]


def put(talk: Conversation, phase: Phase) -> Conversation:
    """A question of ours stands open from this turn on."""
    return replace(talk, phase=phase, asked=talk.turn + 1, tries=0, picked=(), gentle=False)


def chosen(open_: Open, said: Said) -> str | None:
    """The choice that a tap or typed words name, where a question of ours stands open."""
    if said.tap is not None:
        return next((choice.name for choice in open_.choices if choice.code == said.tap.says), None)
    reading = understand(open_, said.reply)
    return reading.value if isinstance(reading, Understood) and isinstance(reading.value, str) else None


def ask_language(scene: Scene, talk: Conversation) -> Asked:
    """In which language shall we talk?"""
    talk = put(talk, Phase.LANGUAGE)
    return talk, (ev.Asked(prompting.language_prompt(scene, talk)),)


def ask_consent(scene: Scene, talk: Conversation) -> Asked:
    """May we ask?"""
    talk = replace(put(talk, Phase.CONSENT), beneath=None)
    return talk, (ev.Asked(prompting.consent_prompt(scene, talk)),)


def at_consent(scene: Scene, before: Conversation, said: Said) -> Turn:
    """Only a plain yes begins; a no or a child leaves nothing."""
    match chosen(prompting.consent_open(scene), said):
        case "agree":
            after, events = begin(scene, replace(before, consented=True, phase=Phase.ASKING))
            return after, (ev.Consented(before.language), *events)
        case "no":
            return None, (ev.Declined(),)
        case "under18":
            return None, (ev.UnderAge(),)
        case "info":
            after, asked = ask_consent(scene, before)
            return after, (ev.Informed(), *asked)
        case _:
            return patiently(scene, before, said)


def patiently(scene: Scene, before: Conversation, said: Said) -> Turn:
    """Language or consent was not understood: asked twice again, then the talk rests in silence."""
    after = replace(before, tries=before.tries + 1)
    if after.tries > PATIENCE:
        return after, ()
    if after.tries == PATIENCE:
        return after, (ev.GaveUp(),)
    if after.phase is Phase.LANGUAGE:  # the question itself is in both languages, a help would be in one
        return after, (ev.Asked(prompting.language_prompt(scene, after), "again"),)
    why = read_as_unclear(prompting.consent_open(scene), said.reply, after.tries)
    return after, (why, ev.Asked(prompting.consent_prompt(scene, after), "again"))


def tell_first(scene: Scene, talk: Conversation, command: Command) -> Turn:
    """HELP and INFO before a language was chosen, and the question again."""
    after, asked = ask_language(scene, talk)
    told = ev.Helped() if command is Command.HELP else ev.Informed()
    return after, (ev.LanguageChosen(talk.language), told, *asked)
