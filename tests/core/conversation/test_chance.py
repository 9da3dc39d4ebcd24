"""Dice and names that are the same for the same person and turn."""

import re
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from bot.core.conversation.chance import dice, names

SEEDS = st.integers(0, 2**63)
TURNS = st.integers(0, 10_000)


@given(SEEDS, TURNS)
def test_the_same_seed_and_turn_throw_the_same(seed: int, turn: int) -> None:
    """So the step stays pure, and each number is from 0 to below 1."""
    first, second = dice(seed, turn), dice(seed, turn)
    thrown = [first() for _ in range(5)]
    assert thrown == [second() for _ in range(5)]
    assert all(0 <= number < 1 for number in thrown)
    assert len(set(thrown)) == 5


@given(SEEDS, TURNS)
def test_another_turn_throws_others(seed: int, turn: int) -> None:
    """Neither a turn nor a person repeats another's luck."""
    assert dice(seed, turn)() != dice(seed, turn + 1)()
    assert dice(seed, turn)() != dice(seed + 1, turn)()


@given(SEEDS, TURNS)
def test_names_have_the_shape_of_random_uuids(seed: int, turn: int) -> None:
    """Version 4, as RFC 9562 writes them; the same again for the same seed and turn."""
    name = names(seed, turn)
    given_name = name()
    assert UUID(given_name).version == 4
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", given_name)
    assert given_name == names(seed, turn)()
    assert name() != given_name


def test_dice_are_fair_enough_to_shuffle_by() -> None:
    """A thousand people's first throws fill each tenth."""
    thrown = [dice(seed, 1)() for seed in range(1000)]
    tenths = [sum(n / 10 <= number < (n + 1) / 10 for number in thrown) for n in range(10)]
    assert min(tenths) > 60
