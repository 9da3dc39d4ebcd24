"""Random answers to a question as a form shows it: such as a widget lets a person give."""

from collections.abc import Callable, Mapping
from random import Random

from bot.core.form.interview import Shown

_WORDS = ("ok", "ទឹក", "1", "0", "12", "a b", "Sok & <Dara>", "x" * 60, "9.5", "yes", "ភូមិ ១")
_WHOLE = (-1, 0, 1, 2, 3, 5, 12, 17, 18, 25, 60, 99, 120, 2000)


def random_answer(shown: Shown, dice: Random) -> str | None:
    """What a person may give; None leaves it blank, which is more seldom where an answer is needed."""
    if dice.random() < (0.05 if shown.required else 0.15):
        return None
    given = _BY_CONTROL.get(shown.control, _typed)
    return given(shown, dice)


def _one(shown: Shown, dice: Random) -> str | None:
    return dice.choice(shown.choices).value if shown.choices else None


def _several(shown: Shown, dice: Random) -> str | None:
    return _names(shown, dice, dice.randint(1, len(shown.choices))) if shown.choices else None


def _ranked(shown: Shown, dice: Random) -> str | None:
    return _names(shown, dice, len(shown.choices)) if shown.choices else None


def _names(shown: Shown, dice: Random, count: int) -> str:
    return " ".join(choice.value for choice in dice.sample(shown.choices, count))


def _on_scale(shown: Shown, dice: Random) -> str:
    start, end, step = (float(shown.parameters.get(name, "1")) for name in ("start", "end", "step"))
    value = start + step * dice.randint(0, int((end - start) / step)) if step else start
    return str(int(value)) if shown.type in {"int", "integer"} else str(value)


def _typed(shown: Shown, dice: Random) -> str:
    return _BY_TYPE.get(shown.type, _word)(dice)


def _word(dice: Random) -> str:
    return dice.choice(_WORDS)


def _day(dice: Random) -> str:
    return f"{dice.randint(1950, 2030)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"


def _time(dice: Random) -> str:
    return f"{dice.randint(0, 23):02}:{dice.randint(0, 59):02}:00.000+07:00"


def _line(_: Random) -> str:
    return "10.5 103.25 0.0 5.0; 10.75 103.5 0.0 5.0; 10.5 103.75 0.0 5.0; 10.5 103.25 0.0 5.0"


_BY_CONTROL: Mapping[str, Callable[[Shown, Random], str | None]] = {
    "select1": _one,
    "select": _several,
    "rank": _ranked,
    "range": _on_scale,
    "trigger": lambda _, __: "OK",
    "upload": lambda _, dice: f"{dice.randint(1000, 9999)}.jpg",
}
_BY_TYPE: Mapping[str, Callable[[Random], str]] = {
    "int": lambda dice: str(dice.choice(_WHOLE)),
    "integer": lambda dice: str(dice.choice(_WHOLE)),
    "decimal": lambda dice: str(dice.choice(_WHOLE) + dice.choice((0, 0.5, 0.25))),
    "date": _day,
    "time": _time,
    "dateTime": lambda dice: f"{_day(dice)}T{_time(dice)}",
    "geopoint": lambda dice: f"{dice.randint(-80, 80)}.5 {dice.randint(-170, 170)}.25 0.0 5.0",
    "geotrace": _line,
    "geoshape": _line,
}
