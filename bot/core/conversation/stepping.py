"""The step: one stimulus in, the next state and an ordered list of what happened out."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import events as ev
from bot.core import menus
from bot.core.commands import Command, command_in
from bot.core.conversation import advancing, answering, leaving, opening, prompting, returning, timing
from bot.core.conversation.scene import Abilities, Scene, Turn
from bot.core.conversation.state import Conversation, Phase, Rules
from bot.core.khmer import number_in
from bot.core.places import Gazetteer
from bot.core.questions.base import Open
from bot.core.reading.utterance import hear
from bot.core.said import Said, Woke
from bot.core.survey import Survey
from bot.core.wording import LANGUAGES, Language

NO_RULES = Rules()
BARE = Abilities()
LONG_SILENCE = timedelta(hours=12)  # after it, what is not understood is a greeting rather than a wrong answer


def step(  # noqa: PLR0913 - each is a fact of its own, and all but four have a plain default
    survey: Survey,
    before: Conversation | None,
    said: Said | Woke,
    now: datetime,
    *,
    rules: Rules = NO_RULES,
    can: Abilities = BARE,
    places: Gazetteer | None = None,
    seed: int = 0,
) -> Turn:
    """What follows when a contact says `said`: the next state, and what happened, in order.

    Pure: the same arguments give the same result. Total: never raises, whatever was said. The state after is
    None where nothing of the person may be kept. A talk that begins takes its dice from `seed`.
    """
    scene = Scene(survey, now, rules, can, places)
    if isinstance(said, Woke):
        return timing.woken(scene, before, said)
    said = _writable(said)
    after, events = _greeted(scene, said, seed) if before is None else _heard(scene, before, said)
    return timing.on_time(scene, after), events


def _writable(said: Said) -> Said:
    """What was said with halves of a letter (lone surrogates) made one or marked: JSON would not give them back."""
    text = said.reply.text
    if text.isascii():
        return said
    return replace(
        said, reply=replace(said.reply, text=text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    )


# --- The first word ---------------------------------------------------------------------------------------


def _greeted(scene: Scene, said: Said, seed: int) -> Turn:
    """A person of whom nothing is held writes for the first time, or again after everything was erased."""
    command = command_in(said.reply.text, None)
    if said.left or command is Command.STOP:
        return None, (ev.LanguageChosen(_tongue(said)), ev.OptedOut(silent=said.left, kept=False))
    if command in {Command.ERASE, Command.MY_DATA}:
        return None, (ev.LanguageChosen(_tongue(said)), ev.NothingHeld())
    if said.edited:
        return None, ()
    if command in _TOLD_FIRST:
        return opening.tell_first(scene, Conversation(Phase.LANGUAGE, _tongue(said), seed=seed), command)
    talk = Conversation(Phase.LANGUAGE, seed=seed)
    language = _language_in(said, command)
    return returning.speak(scene, talk, language) if language else opening.ask_language(scene, talk)


def _language_in(said: Said, command: Command | None = None) -> Language | None:
    """The language that a message names: by a deep link's payload or by its word."""
    named = (said.start or "").rpartition("_")[2]
    return next((language for language in LANGUAGES if language == named or command is _TONGUES[language]), None)


def _tongue(said: Said) -> Language:
    """The language of a command's word: English for an English word, Khmer for its own, romanised ones too."""
    return "en" if hear(said.reply.text).body in _ENGLISH else "km"


_TONGUES: Mapping[Language, Command] = {"km": Command.LANG_KM, "en": Command.LANG_EN}
_TOLD_FIRST = frozenset({Command.HELP, Command.INFO})
_SPOKEN = _TOLD_FIRST | {Command.STOP, Command.ERASE, Command.MY_DATA}  # their words are of one language
_ENGLISH = frozenset({"help", "info", "stop", "unsubscribe", "erase", "delete", "my data", "mydata"})


# --- Everything later ---------------------------------------------------------------------------------------


def _heard(scene: Scene, before: Conversation, said: Said) -> Turn:
    if said.left:
        return leaving.stop(scene, before, silent=True)
    if said.returned or said.start is not None:
        return _come_back(scene, before, said)
    command = _command(scene, before, said)
    if before.phase is Phase.STOPPED and command not in _WHEN_STOPPED:
        return before, ()
    if command in _SPOKEN and before.phase is Phase.LANGUAGE and not before.consented:
        return _commanded_first(scene, before, said, command)
    if command is not None:
        return _COMMANDS[command](scene, before)
    return _talked(scene, replace(before, tries=0) if _long_silent(scene, before) else before, said)


def _commanded_first(scene: Scene, before: Conversation, said: Said, command: Command) -> Turn:
    """A command before a language was chosen: answered in that of its word."""
    tongue = _tongue(said)
    before = replace(before, language=tongue)
    if command in _TOLD_FIRST:
        return opening.tell_first(scene, before, command)
    after, events = _COMMANDS[command](scene, before)
    return after, (ev.LanguageChosen(tongue), *events)


def _come_back(scene: Scene, before: Conversation, said: Said) -> Turn:
    """Unblocked, or once more by a link, which may name a language."""
    language = _language_in(said)
    if language is None or before.phase is Phase.STOPPED:
        return returning.start(scene, before)
    if before.phase is Phase.LANGUAGE and not before.consented:
        return returning.speak(scene, before, language)
    after, events = returning.start(scene, replace(before, language=language))
    return after, (ev.LanguageChosen(language), *events)


def _long_silent(scene: Scene, before: Conversation) -> bool:
    """Was nothing heard for so long that the talk of then is not remembered?"""
    return scene.now - (before.heard_at or scene.now) >= LONG_SILENCE


def _talked(scene: Scene, before: Conversation, said: Said) -> Turn:
    """Words or taps that are no command."""
    if said.edited:
        return before, (ev.EditIgnored(),)
    if said.early:
        return before, (ev.TooEarly(),)
    if said.tap is not None and (said.tap.turn != before.asked or before.phase is Phase.DONE):
        return before, (ev.Stale(),)
    return _PHASES[before.phase](scene, before, said)


def _command(scene: Scene, before: Conversation, said: Said) -> Command | None:
    if said.tap is not None:
        return Command.SKIP if said.tap.says == "skip" and said.tap.turn == before.asked else None
    if said.reply.media is not None:
        return None
    text = said.reply.text
    if command_in(text, None) is None and number_in(text) != 0:
        return None  # what stands open can only take words away from the commands, but for a lone 0
    return command_in(text, _opened(scene, before))


def _opened(scene: Scene, before: Conversation) -> Open | None:
    """What a reply would be read against now, for the words that depend on it (a lone 0)."""
    if before.phase is Phase.ASKING:
        return prompting.opened_now(scene, before)
    if before.phase is Phase.LANGUAGE:
        return prompting.language_open(scene)
    menu = returning.MENUS.get(before.phase)
    return menus.opened(menu) if menu else None


def _at_question(scene: Scene, before: Conversation, said: Said) -> Turn:
    """A reply to the open question; after a long silence what is not understood is a greeting."""
    if said.tap is not None:
        return answering.tapped(scene, before, said.tap.says)
    after, events = answering.answer(scene, before, said.reply)
    if isinstance(events[0], ev.NotUnderstood) and _long_silent(scene, before):
        return returning.offer_resume(scene, before)
    return after, events


def _at_erase(scene: Scene, before: Conversation, said: Said) -> Turn:
    """A "1" of another day may answer something else: before everything goes it is asked once more."""
    if _long_silent(scene, before):
        return returning.again(scene, before, "again")
    return leaving.at_erase(scene, before, said)


def _at_resume(scene: Scene, before: Conversation, said: Said) -> Turn:
    match opening.chosen(menus.opened(menus.RESUME), said):
        case "continue":
            return advancing.go_on(scene, before)
        case "stop":
            return leaving.stop(scene, before)
        case _:
            return returning.menu_again(scene, before, said)


def _afterwards(scene: Scene, before: Conversation, said: Said) -> Turn:
    """Nothing is open: said a few times and not for ever, or two machines would thank each other all night."""
    del scene, said
    after = replace(before, tries=before.tries + 1)
    return after, (ev.NothingOpen(returning.unfinished(after)),) if after.tries <= answering.PATIENCE else ()


def _in_silence(scene: Scene, before: Conversation, said: Said) -> Turn:
    del scene, said
    return before, ()


_PHASES: Mapping[Phase, Callable[[Scene, Conversation, Said], Turn]] = {
    Phase.LANGUAGE: returning.at_language,
    Phase.CONSENT: opening.at_consent,
    Phase.ASKING: _at_question,
    Phase.PART_END: returning.at_part_end,
    Phase.PAUSED: returning.at_pause,
    Phase.RESUMING: _at_resume,
    Phase.ERASING: _at_erase,
    Phase.STOPPED: _in_silence,
    Phase.DONE: _afterwards,
}


# --- Commands -----------------------------------------------------------------------------------------------


def _help(scene: Scene, before: Conversation) -> Turn:
    del scene
    return before, (ev.Helped(),)


def _info(scene: Scene, before: Conversation) -> Turn:
    """The notice, in every state; at consent the question again behind it."""
    if before.phase is not Phase.CONSENT:
        return before, (ev.Informed(),)
    after, asked = opening.ask_consent(scene, before)
    return after, (ev.Informed(), *asked)


def _back(scene: Scene, before: Conversation) -> Turn:
    """The question before this one; from a question of ours back to where the talk was."""
    match before.phase:
        case Phase.ERASING:
            return leaving.keep(scene, before)
        case Phase.LANGUAGE if before.consented:
            return returning.speak(scene, before, before.language)
        case Phase.LANGUAGE | Phase.CONSENT:
            return opening.ask_language(scene, before)
        case _:
            return advancing.back(scene, before)


def _skip(scene: Scene, before: Conversation) -> Turn:
    if before.phase is Phase.ASKING:
        return answering.skip(scene, before)
    return returning.repeat(scene, before)


_COMMANDS: Mapping[Command, Callable[[Scene, Conversation], Turn]] = {
    Command.STOP: leaving.stop,
    Command.START: returning.start,
    Command.HELP: _help,
    Command.INFO: _info,
    Command.BACK: _back,
    Command.SKIP: _skip,
    Command.REPEAT: returning.repeat,
    Command.ERASE: leaving.erase,
    Command.MY_DATA: leaving.my_data,
    Command.LANG_KM: returning.speak_in("km"),
    Command.LANG_EN: returning.speak_in("en"),
    Command.LANG: returning.choose_language,
}
_WHEN_STOPPED = frozenset({Command.START, Command.ERASE, Command.MY_DATA, Command.INFO, Command.HELP})
