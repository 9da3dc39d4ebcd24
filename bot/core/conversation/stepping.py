"""The step: one stimulus in, the next state and an ordered list of what happened out."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import events as ev
from bot.core import menus
from bot.core.commands import Command, command_in
from bot.core.conversation import answering, asking
from bot.core.conversation.scene import Abilities, Scene, Turn
from bot.core.conversation.state import Conversation, Phase, Rules
from bot.core.places import Gazetteer
from bot.core.questions import understand
from bot.core.questions.base import Open, Understood
from bot.core.said import Said, Woke
from bot.core.survey import Survey
from bot.core.wording import Language

NO_RULES = Rules()
BARE = Abilities()
LONG_SILENCE = timedelta(hours=12)  # after it, what is not understood is a greeting rather than a wrong answer
PATIENCE = 3  # the third misunderstanding ends the asking: at most two re-asks, then on


def step(
    survey: Survey,
    before: Conversation | None,
    said: Said | Woke,
    now: datetime,
    *,
    rules: Rules = NO_RULES,
    can: Abilities = BARE,
    places: Gazetteer | None = None,
) -> Turn:
    """What follows when a contact says `said`: the next state, and what happened, in order.

    Pure: the same arguments give the same result. Total: never raises, whatever was said. The state after is
    None where nothing of the person may be kept.
    """
    scene = Scene(survey, now, rules, can, places)
    if isinstance(said, Woke):
        return _woken(scene, before, said)
    after, events = _greeted(scene, said) if before is None else _heard(scene, before, said)
    return _on_time(scene, after), events


# --- Timers ---------------------------------------------------------------------------------------------


def _on_time(scene: Scene, after: Conversation | None) -> Conversation | None:
    """The state with the turn counted and the next timer set from now on."""
    if after is None:
        return None
    after = replace(after, turn=after.turn + 1, heard_at=scene.now)
    wake_at, why = _next_timer(scene, after)
    return replace(after, wake_at=wake_at, wake_why=why)


def _next_timer(scene: Scene, after: Conversation) -> tuple[datetime, str] | tuple[None, None]:
    if after.phase in {Phase.DONE, Phase.STOPPED}:
        return None, None
    if not after.consented:
        return scene.now + scene.rules.forget_after, "expire"
    if after.reminded:
        return scene.now + scene.rules.expire_after, "expire"
    return scene.rules.hours.next_open(scene.now + scene.rules.remind_after), "remind"


def _woken(scene: Scene, before: Conversation | None, woke: Woke) -> Turn:
    """A timer rang. One of an older turn is void, and so is a reminder outside the hours."""
    if before is None or woke.turn != before.turn or before.wake_why != woke.why:
        return before, ()
    if woke.why == "expire":
        return _expired(before)
    if not scene.rules.hours.open_at(scene.now):
        return replace(before, wake_at=scene.rules.hours.next_open(scene.now)), ()
    left = asking.left(scene, before)
    expiry = scene.now + scene.rules.expire_after
    after = replace(before, turn=before.turn + 1, reminded=True, wake_at=expiry, wake_why="expire")
    after = replace(after, phase=Phase.PAUSED, asked=after.turn, tries=0, picked=())
    return after, (ev.Reminded(left, after.asked),)


def _expired(before: Conversation) -> Turn:
    if not before.consented:
        return None, (ev.Expired(),)
    return replace(before, turn=before.turn + 1, phase=Phase.DONE, wake_at=None, wake_why=None), (ev.Expired(),)


# --- The first word ---------------------------------------------------------------------------------------


def _greeted(scene: Scene, said: Said) -> Turn:
    """A person of whom nothing is held writes for the first time, or again after everything was erased."""
    command = command_in(said.reply.text, None)
    if said.left or command is Command.STOP:
        return None, (ev.OptedOut(silent=said.left),)
    if command in {Command.ERASE, Command.MY_DATA}:
        return None, (ev.NothingHeld(),)
    if said.edited:
        return None, ()
    talk = Conversation(Phase.LANGUAGE)
    language = _language_in(said, command)
    return _speak(scene, talk, language) if language else _ask_language(scene, talk)


def _language_in(said: Said, command: Command | None) -> Language | None:
    """The language a first message names: by a deep link's payload or by its word."""
    for language in ("km", "en"):
        if said.start is not None and said.start.rpartition("_")[2] == language:
            return language
    return _TONGUES.get(command) if command else None


_TONGUES: Mapping[Command, Language] = {Command.LANG_KM: "km", Command.LANG_EN: "en"}


# --- Everything later ---------------------------------------------------------------------------------------


def _heard(scene: Scene, before: Conversation, said: Said) -> Turn:
    if said.left:
        return _stop(scene, before, silent=True)
    if said.returned or said.start is not None:
        return _start(scene, before)
    command = _command(scene, before, said)
    if before.phase is Phase.STOPPED and command not in _WHEN_STOPPED:
        return before, ()
    if command is not None:
        return _COMMANDS[command](scene, before)
    if said.edited:
        return before, (ev.EditIgnored(),)
    if said.early:
        return before, (ev.TooEarly(),)
    if said.tap is not None:
        return _tapped(scene, before, said)
    return _PHASES[before.phase](scene, before, said)


def _command(scene: Scene, before: Conversation, said: Said) -> Command | None:
    if said.tap is not None:
        return Command.SKIP if said.tap.says == "skip" and said.tap.turn == before.asked else None
    return command_in(said.reply.text, _opened(scene, before))


def _opened(scene: Scene, before: Conversation) -> Open | None:
    """The question a reply would be read against now, for the words that depend on it (a lone 0)."""
    if before.phase is Phase.ASKING:
        return asking.opened_first(scene, before)
    menu = _MENUS.get(before.phase)
    return menus.opened(menu) if menu else None


def _tapped(scene: Scene, before: Conversation, said: Said) -> Turn:
    """A tap counts only on the question that stands open: an old one changes nothing."""
    if said.tap is None or said.tap.turn != before.asked or before.phase in {Phase.DONE, Phase.STOPPED}:
        return before, (ev.Stale(),)
    if before.phase is Phase.ASKING:
        return answering.tapped(scene, before, said.tap.says)
    return _PHASES[before.phase](scene, before, said)


# --- Language -----------------------------------------------------------------------------------------------


def _ask_language(scene: Scene, talk: Conversation) -> Turn:
    talk = _put(talk, Phase.LANGUAGE)
    return talk, (ev.Asked(asking.language_prompt(scene, talk)),)


def _put(talk: Conversation, phase: Phase) -> Conversation:
    """A question of ours stands open from this turn on."""
    return replace(talk, phase=phase, asked=talk.turn + 1, tries=0, picked=(), gentle=False)


def _at_language(scene: Scene, before: Conversation, said: Said) -> Turn:
    choice = _chosen(asking.language_open(scene), said)
    if choice == "km" or choice == "en":
        return _speak(scene, before, choice)
    if before.consented:
        return _choose_language(scene, before, before.language)
    return _patiently(scene, before, said)


def _speak(scene: Scene, talk: Conversation, language: Language) -> Turn:
    """From here on in `language`: on to consent, or back to where the talk was."""
    if talk.consented:
        return _choose_language(scene, talk, language)
    talk, asked = _ask_consent(scene, replace(talk, language=language))
    return talk, (ev.LanguageChosen(language), *asked)


def _choose_language(scene: Scene, talk: Conversation, language: Language) -> Turn:
    talk = replace(talk, language=language, phase=talk.beneath or talk.phase, beneath=None)
    after, asked = _again(scene, talk, "language")
    return after, (ev.LanguageChosen(language), *asked)


def _lang(scene: Scene, before: Conversation) -> Turn:
    if before.phase is Phase.LANGUAGE:
        return _ask_language(scene, before)
    beneath = before.beneath or before.phase
    return _ask_language(scene, replace(before, beneath=beneath))


def _lang_to(language: Language) -> Callable[[Scene, Conversation], Turn]:
    return lambda scene, before: _speak(scene, before, language)


# --- Consent ------------------------------------------------------------------------------------------------


def _ask_consent(scene: Scene, talk: Conversation) -> tuple[Conversation, tuple[ev.Event, ...]]:
    talk = replace(_put(talk, Phase.CONSENT), beneath=None)
    return talk, (ev.Asked(asking.consent_prompt(scene, talk)),)


def _at_consent(scene: Scene, before: Conversation, said: Said) -> Turn:
    choice = _chosen(asking.consent_open(scene), said)
    match choice:
        case "agree":
            return _agree(scene, before)
        case "no":
            return None, (ev.Declined(),)
        case "under18":
            return None, (ev.UnderAge(),)
        case "info":
            after, asked = _ask_consent(scene, before)
            return after, (ev.Informed(), *asked)
        case _:
            return _patiently(scene, before, said)


def _agree(scene: Scene, before: Conversation) -> Turn:
    talk = replace(before, consented=True, phase=Phase.ASKING)
    after, events = answering.begin(scene, talk)
    return after, (ev.Consented(before.language), *events)


def _patiently(scene: Scene, before: Conversation, said: Said) -> Turn:
    """Language or consent was not understood: asked twice again, then the talk rests in silence."""
    tries = before.tries + 1
    after = replace(before, tries=tries)
    if tries > PATIENCE:
        return after, ()
    if tries == PATIENCE:
        return after, (ev.GaveUp(),)
    return after, _why_not(scene, after, said)


def _why_not(scene: Scene, after: Conversation, said: Said) -> tuple[ev.Event, ...]:
    at_language = after.phase is Phase.LANGUAGE
    open_ = asking.language_open(scene) if at_language else asking.consent_open(scene)
    prompt = asking.language_prompt(scene, after) if at_language else asking.consent_prompt(scene, after)
    return (answering.unclear(open_, said.reply, after.tries), ev.Asked(prompt, "again"))


def _chosen(open_: Open, said: Said) -> str | None:
    """The choice a tap or typed words name, where a question of ours stands open."""
    if said.tap is not None:
        return next((choice.name for choice in open_.choices if choice.code == said.tap.says), None)
    reading = understand(open_, said.reply)
    return reading.value if isinstance(reading, Understood) and isinstance(reading.value, str) else None


# --- Sittings -----------------------------------------------------------------------------------------------


def _at_part_end(scene: Scene, before: Conversation, said: Said) -> Turn:
    match _chosen(menus.opened(menus.PART_END), said):
        case "now":
            return answering.go_on(scene, before)
        case "later":
            return replace(before, phase=Phase.PAUSED), (ev.Paused(),)
        case "finish":
            return _finish(before, "part")
        case _:
            return _menu_again(scene, before, said)


def _menu_again(scene: Scene, before: Conversation, said: Said) -> Turn:
    """Not understood at one of our menus: asked again twice, then silence; nothing is ever lost by it."""
    after = replace(before, tries=before.tries + 1)
    if after.tries > PATIENCE:
        return after, ()
    unclear = answering.unclear(menus.opened(_MENUS[before.phase]), said.reply, 1)
    return after, (unclear, *_menu_event(scene, after))


def _menu_event(scene: Scene, talk: Conversation) -> tuple[ev.Event, ...]:
    if talk.phase is Phase.PART_END:
        return (ev.PartEnded(asking.left(scene, talk), talk.asked),)
    if talk.phase is Phase.ERASING:
        return (ev.EraseAsked(talk.asked),)
    n, total = asking.progress(scene, talk)
    return (ev.ResumeOffered(n, total, talk.asked),)


def _finish(before: Conversation, reached: str) -> Turn:
    return replace(before, phase=Phase.DONE, picked=(), tries=0), (ev.Completed("part" if reached == "part" else "end"),)


def _at_pause(scene: Scene, before: Conversation, said: Said) -> Turn:
    """After "later" or the reminder: "1" goes on at once, anything else is a greeting."""
    if _chosen(menus.opened(menus.REMINDER), said) == "continue":
        return answering.go_on(scene, before)
    return _offer_resume(scene, before)


def _offer_resume(scene: Scene, before: Conversation) -> Turn:
    talk = _put(before, Phase.RESUMING)
    return talk, _menu_event(scene, talk)


def _at_resume(scene: Scene, before: Conversation, said: Said) -> Turn:
    match _chosen(menus.opened(menus.RESUME), said):
        case "continue":
            return answering.go_on(scene, before)
        case "stop":
            return _stop(scene, before)
        case _:
            return _menu_again(scene, before, said)


def _start(scene: Scene, before: Conversation) -> Turn:
    """START: welcome back, and on from where the talk was."""
    welcome: tuple[ev.Event, ...] = ()
    if before.phase is Phase.STOPPED:
        welcome = (ev.OptedIn(),)
        before = replace(before, phase=before.beneath or Phase.ASKING, beneath=None)
    if before.phase is Phase.DONE:
        return before, (*welcome, ev.NothingOpen())
    if not before.consented:
        after, events = _again(scene, before, "resumed")
    else:
        after, events = _offer_resume(scene, replace(before, beneath=None))
    return after, (*welcome, *events)


# --- Stop, erase, and what is held ------------------------------------------------------------------------------


def _stop(scene: Scene, before: Conversation, *, silent: bool = False) -> Turn:
    """No more messages. Before consent there is nothing to come back to."""
    del scene
    if before.phase is Phase.STOPPED:
        return before, ()
    beneath = _resting(before)
    return replace(before, phase=Phase.STOPPED, beneath=beneath, picked=()), (ev.OptedOut(silent=silent),)


def _resting(before: Conversation) -> Phase:
    """The phase to come back to after STOP or a question whether to erase."""
    if before.phase in {Phase.ERASING, Phase.LANGUAGE} and before.beneath:
        return before.beneath
    return before.phase


def _erase(scene: Scene, before: Conversation) -> Turn:
    """Erasing is asked twice, in every state and months later."""
    del scene
    if before.phase is Phase.ERASING:
        return before, (ev.EraseAsked(before.asked),)
    talk = replace(_put(before, Phase.ERASING), beneath=_resting(before))
    return talk, (ev.EraseAsked(talk.asked),)


def _at_erase(scene: Scene, before: Conversation, said: Said) -> Turn:
    match _chosen(menus.opened(menus.ERASE), said):
        case "erase":
            return None, (ev.Erased(),)
        case "keep":
            talk = replace(before, phase=before.beneath or Phase.ASKING, beneath=None)
            after, events = _again(scene, talk, "resumed")
            return after, (ev.EraseDropped(), *events)
        case _:
            return _menu_again(scene, before, said)


def _my_data(scene: Scene, before: Conversation) -> Turn:
    if not before.consented:
        return before, (ev.NothingHeld(),)
    return before, (ev.MyData(asking.told(scene, before)),)


# --- The other words ----------------------------------------------------------------------------------------------


def _again(scene: Scene, talk: Conversation, why: ev.Why) -> Turn:
    """The question that stands open, asked again; in a rest there is none."""
    match talk.phase:
        case Phase.LANGUAGE:
            return _ask_language(scene, talk)
        case Phase.CONSENT:
            return _ask_consent(scene, talk)
        case Phase.ASKING:
            return answering.ask_again(scene, talk, why)
        case Phase.PART_END | Phase.RESUMING | Phase.ERASING:
            talk = _put(talk, talk.phase)
            return talk, _menu_event(scene, talk)
        case Phase.PAUSED | Phase.STOPPED | Phase.DONE:
            return talk, ()


def _repeat(scene: Scene, before: Conversation) -> Turn:
    if before.phase is Phase.DONE:
        return before, (ev.NothingOpen(),)
    if before.phase is Phase.PAUSED:
        return _offer_resume(scene, before)
    return _again(scene, before, "again")


def _help(scene: Scene, before: Conversation) -> Turn:
    del scene
    return before, (ev.Helped(),)


def _info(scene: Scene, before: Conversation) -> Turn:
    if before.phase is not Phase.CONSENT:
        return before, (ev.Informed(),)
    after, asked = _ask_consent(scene, before)
    return after, (ev.Informed(), *asked)


def _back(scene: Scene, before: Conversation) -> Turn:
    if before.phase in {Phase.ASKING, Phase.PART_END, Phase.DONE, Phase.PAUSED, Phase.RESUMING} and before.consented:
        return answering.back(scene, before)
    return _again(scene, before, "again")


def _skip(scene: Scene, before: Conversation) -> Turn:
    if before.phase is Phase.ASKING:
        return answering.skip(scene, before)
    return _repeat(scene, before)


def _at_question(scene: Scene, before: Conversation, said: Said) -> Turn:
    """A reply to the open question; after a long silence what is not understood is a greeting."""
    after, events = answering.answer(scene, before, said.reply)
    silent_since = before.heard_at or scene.now
    if isinstance(events[0], ev.NotUnderstood) and scene.now - silent_since >= LONG_SILENCE:
        return _offer_resume(scene, before)
    return after, events


def _afterwards(scene: Scene, before: Conversation, said: Said) -> Turn:
    del scene, said
    return before, (ev.NothingOpen(),)


def _nothing(scene: Scene, before: Conversation, said: Said) -> Turn:
    del scene, said
    return before, ()


_MENUS: Mapping[Phase, menus.Menu] = {
    Phase.PART_END: menus.PART_END,
    Phase.PAUSED: menus.REMINDER,
    Phase.RESUMING: menus.RESUME,
    Phase.ERASING: menus.ERASE,
}
_PHASES: Mapping[Phase, Callable[[Scene, Conversation, Said], Turn]] = {
    Phase.LANGUAGE: _at_language,
    Phase.CONSENT: _at_consent,
    Phase.ASKING: _at_question,
    Phase.PART_END: _at_part_end,
    Phase.PAUSED: _at_pause,
    Phase.RESUMING: _at_resume,
    Phase.ERASING: _at_erase,
    Phase.STOPPED: _nothing,
    Phase.DONE: _afterwards,
}
_COMMANDS: Mapping[Command, Callable[[Scene, Conversation], Turn]] = {
    Command.STOP: _stop,
    Command.START: _start,
    Command.HELP: _help,
    Command.INFO: _info,
    Command.BACK: _back,
    Command.SKIP: _skip,
    Command.REPEAT: _repeat,
    Command.ERASE: _erase,
    Command.MY_DATA: _my_data,
    Command.LANG_KM: _lang_to("km"),
    Command.LANG_EN: _lang_to("en"),
    Command.LANG: _lang,
}
_WHEN_STOPPED = frozenset({Command.START, Command.ERASE, Command.MY_DATA, Command.INFO, Command.HELP})
