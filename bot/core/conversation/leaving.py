"""To stop, to have everything erased, and to be told what is held: three different things."""

from dataclasses import replace

from bot.core import events as ev
from bot.core import menus
from bot.core.conversation import prompting
from bot.core.conversation.opening import chosen, put
from bot.core.conversation.returning import again, menu_again
from bot.core.conversation.scene import Scene, Turn
from bot.core.conversation.state import Conversation, Phase
from bot.core.said import Said


def stop(scene: Scene, before: Conversation, *, silent: bool = False) -> Turn:
    """No more messages; what was said stays, and START comes back to it. Who has not agreed yet leaves nothing."""
    del scene
    if not before.consented:
        return None, (ev.OptedOut(silent=silent, kept=False),)
    if before.phase is Phase.STOPPED:
        return before, ()
    return replace(before, phase=Phase.STOPPED, beneath=_beneath(before), picked=()), (ev.OptedOut(silent=silent),)


def _beneath(before: Conversation) -> Phase:
    """The phase to come back to."""
    asked_by_us = before.phase in {Phase.ERASING, Phase.LANGUAGE}
    return before.beneath if asked_by_us and before.beneath else before.phase


def erase(scene: Scene, before: Conversation) -> Turn:
    """Erasing is asked twice, in every state and months later; the word itself said twice is a yes."""
    del scene
    if before.phase is Phase.ERASING:
        return None, (ev.Erased(),)
    talk = replace(put(before, Phase.ERASING), beneath=_beneath(before))
    return talk, (ev.EraseAsked(talk.asked),)


def at_erase(scene: Scene, before: Conversation, said: Said) -> Turn:
    """Yes, or rather not: then the talk goes on where it was."""
    match chosen(menus.opened(menus.ERASE), said):
        case "erase":
            return None, (ev.Erased(),)
        case "keep":
            return keep(scene, before)
        case _:
            return menu_again(scene, before, said)


def keep(scene: Scene, before: Conversation) -> Turn:
    """Nothing is erased after all."""
    talk = replace(before, phase=before.beneath or Phase.ASKING, beneath=None)
    after, events = again(scene, talk, "resumed")
    return after, (ev.EraseDropped(), *events)


def my_data(scene: Scene, before: Conversation) -> Turn:
    """MY DATA: every answer kept."""
    if not before.consented:
        return before, (ev.NothingHeld(),)
    return before, (ev.MyData(prompting.told(scene, before)),)
