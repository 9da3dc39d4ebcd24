"""Dice and unique names for a form, drawn from one seed: the step stays pure, and each person has their own."""

from collections.abc import Callable
from hashlib import sha256

_BITS = 53
_PARTS = 1 << _BITS  # as many as a float between 0 and 1 can hold


def dice(seed: int, turn: int) -> Callable[[], float]:
    """Numbers from 0 to below 1, the same for the same seed and turn."""
    drawn = 0

    def throw() -> float:
        nonlocal drawn
        drawn += 1
        return (_digest(seed, turn, drawn) >> (256 - _BITS)) / _PARTS

    return throw


def names(seed: int, turn: int) -> Callable[[], str]:
    """Names in the shape of a random UUID (RFC 9562, version 4), the same for the same seed and turn."""
    drawn = 0

    def name() -> str:
        nonlocal drawn
        drawn -= 1  # never one of the numbers that `dice` takes
        digits = f"{_digest(seed, turn, drawn):064x}"
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:32]}"

    return name


def _digest(seed: int, turn: int, drawn: int) -> int:
    return int.from_bytes(sha256(f"{seed}|{turn}|{drawn}".encode()).digest())
