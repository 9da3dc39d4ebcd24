"""Rests and returns: the end of a sitting, a pause, a new language, START, and what stands open now."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

from bot.core import events as ev
from bot.core import menus
from bot.core.conversation import asking, prompting
from bot.core.conversation.advancing import ask_again, go_on
from bot.core.conversation.answering import PATIENCE, read_as_unclear
from bot.core.conversation.ending import ended
from bot.core.conversation.opening import ask_consent, ask_language, chosen, patiently, put
from bot.core.conversation.scene import Scene, Turn
from bot.core.conversation.state import Conversation, Phase
from bot.core.said import Said
from bot.core.wording import LANGUAGES, Language

MENUS: Mapping[Phase, menus.Menu] = {
    Phase.PART_END: menus.PART_END,
    Phase.PAUSED: menus.REMINDER,
    Phase.RESUMING: menus.RESUME,
    Phase.ERASING: menus.ERASE,
}


# --- What stands open -------------------------------------------------------------------------------------------


def again(scene: Scene, talk: Conversation, why: ev.Why) -> Turn:
    """The question that stands open, asked again; in a rest there is none."""
    match talk.phase:
        case Phase.LANGUAGE:
            return ask_language(scene, talk)
        case Phase.CONSENT:
            return ask_consent(scene, talk)
        case Phase.ASKING:
            return ask_again(scene, talk, why)
        case Phase.PART_END | Phase.RESUMING | Phase.ERASING:
            talk = put(talk, talk.phase)
            return talk, (_menu(scene, talk),)
        case Phase.PAUSED | Phase.STOPPED | Phase.DONE:
            return talk, ()


def _menu(scene: Scene, talk: Conversation) -> ev.Event:
    """The question of ours that belongs to the phase."""
    if talk.phase is Phase.PART_END:
        return ev.PartEnded(asking.left(scene, talk), talk.asked)
    if talk.phase is Phase.ERASING:
        return ev.EraseAsked(talk.asked)
    n, total = asking.progress(scene, talk)
    return ev.ResumeOffered(n, total, talk.asked)


def menu_again(scene: Scene, before: Conversation, said: Said) -> Turn:
    """Not understood at a question of ours: asked twice again, then silence; nothing is lost by it."""
    after = replace(before, tries=before.tries + 1)
    if after.tries > PATIENCE:
        return after, ()
    unclear = read_as_unclear(menus.opened(MENUS[before.phase]), said.reply, 1)
    return after, (unclear, _menu(scene, after))


def repeat(scene: Scene, before: Conversation) -> Turn:
    """REPEAT: the question again."""
    if before.phase is Phase.DONE:
        return before, (ev.NothingOpen(unfinished(before)),)
    if before.phase is Phase.PAUSED:
        return offer_resume(scene, before)
    return again(scene, before, "again")


# --- Sittings ---------------------------------------------------------------------------------------------------


def at_part_end(scene: Scene, before: Conversation, said: Said) -> Turn:
    """Now, later, or finish here."""
    match chosen(menus.opened(menus.PART_END), said):
        case "now":
            return ask_again(scene, replace(before, phase=Phase.ASKING), "next")
        case "later":
            return replace(before, phase=Phase.PAUSED), (ev.Paused(),)
        case "finish":
            return ended(scene, before, asking.interview_of(scene, before), ev.Completed("part"))
        case _:
            return menu_again(scene, before, said)


def at_pause(scene: Scene, before: Conversation, said: Said) -> Turn:
    """After "later" or the reminder: "1" goes on at once, anything else is a greeting."""
    if chosen(menus.opened(menus.REMINDER), said) == "continue":
        return go_on(scene, before)
    return offer_resume(scene, before)


def offer_resume(scene: Scene, before: Conversation) -> Turn:
    """Welcome back: go on, or stop?"""
    talk = put(before, Phase.RESUMING)
    return talk, (_menu(scene, talk),)


def start(scene: Scene, before: Conversation) -> Turn:
    """START: welcome back, and on from where the talk was."""
    welcome: tuple[ev.Event, ...] = ()
    if before.phase is Phase.STOPPED:
        welcome = (ev.OptedIn(),)
        before = replace(before, phase=before.beneath or Phase.ASKING, beneath=None)
    if before.phase is Phase.DONE and not unfinished(before):
        return before, welcome or (ev.NothingOpen(),)
    before = replace(before, beneath=None) if before.consented else before
    after, events = offer_resume(scene, before) if before.consented else again(scene, before, "resumed")
    return after, (*welcome, *events)


def unfinished(talk: Conversation) -> bool:
    """Is there a question it stands on? Who finished early, or was silent for long, may go on."""
    return talk.at is not None


# --- Language ---------------------------------------------------------------------------------------------------


def at_language(scene: Scene, before: Conversation, said: Said) -> Turn:
    """The language is chosen; who was asked in mid-survey and says something else goes on as before."""
    choice = chosen(prompting.language_open(scene), said)
    for language in LANGUAGES:
        if choice == language:
            return speak(scene, before, language)
    return speak(scene, before, before.language) if before.consented else patiently(scene, before, said)


def speak(scene: Scene, talk: Conversation, language: Language) -> Turn:
    """From here on in `language`: on to consent, or back to where the talk was."""
    talk = replace(talk, language=language)
    if not talk.consented:
        after, events = ask_consent(scene, talk)
        return after, (ev.LanguageChosen(language), *events)
    if talk.phase is Phase.LANGUAGE:
        talk = replace(talk, phase=talk.beneath or Phase.ASKING, beneath=None)
    resting = talk.phase in {Phase.PAUSED, Phase.DONE}
    same, events = repeat(scene, talk) if resting else again(scene, talk, "language")
    return same, (ev.LanguageChosen(language), *events)


def speak_in(language: Literal["km", "en"]) -> Callable[[Scene, Conversation], Turn]:
    """The command that changes to `language`."""
    return lambda scene, before: speak(scene, before, language)


def choose_language(scene: Scene, before: Conversation) -> Turn:
    """LANGUAGE: which one?"""
    if before.phase is Phase.LANGUAGE:
        return ask_language(scene, before)
    return ask_language(scene, replace(before, beneath=before.beneath or before.phase))
