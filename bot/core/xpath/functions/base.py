"""What a function declares: how many arguments of which types, and what it gives."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.core.xpath.codes import Kind

ENDLESS = 1_000_000


@dataclass(frozen=True, slots=True)
class Function:
    """A function. `call` gets the context, then the arguments, already of the types in `takes`.

    `takes` has a letter for each argument: s text, n number, b boolean, x set of nodes, v any value. Those
    after a ? may be left out. A capital letter at the end takes all that remain, the nodes of a set one by
    one: S texts, N numbers, B booleans, in one list, or P pairs of a boolean and a number. `least` is the
    fewest arguments where that is not plain from the letters.
    """

    takes: str
    gives: Kind
    call: Callable[..., Any]
    least: int = -1

    def __post_init__(self) -> None:
        if self.least < 0:
            object.__setattr__(self, "least", len(self.takes.partition("?")[0].rstrip("SNBP")))

    @property
    def letters(self) -> str:
        """The types of the arguments, one letter each."""
        return self.takes.replace("?", "")

    @property
    def most(self) -> int:
        """The most arguments."""
        return ENDLESS if self.letters[-1:].isupper() else len(self.letters)
