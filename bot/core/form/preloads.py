"""Answers that are there before anybody is asked: the day, the time, who is asked, a name for the submission."""

from bot.core.form.definition import Bind
from bot.core.xpath import World

INSTANCE_ID = "uid"


def preloaded(bind: Bind, world: World) -> str | None:
    """What a new node begins with; None where that is its default. The end of an interview comes at the end."""
    match bind.preload:
        case ("date", "today"):
            return "" if world.now is None else world.now.date().isoformat()
        case ("timestamp", "start"):
            return moment(world)
        case ("property", name):
            return world.properties.get(name, "")
        case ("uid", _):
            return f"uuid:{world.uuid()}"
        case _:
            return None


def ends(bind: Bind) -> bool:
    """Whether the node is to hold the time at which the form was finished."""
    return bind.preload == ("timestamp", "end")


def moment(world: World) -> str:
    """The time now, to the millisecond, with its offset; blank without a clock."""
    return "" if world.now is None else world.now.isoformat(timespec="milliseconds")
