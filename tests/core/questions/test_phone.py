"""A telephone number."""

import pytest

from bot.core.questions import KINDS
from bot.core.questions.base import Open, Reason, Reply, Unclear, Understood

READ = KINDS["phone"].read
PHONE = Open("q", "phone")


@pytest.mark.parametrize(
    "text",
    [
        "012 345 678",
        "012345678",
        "០១២ ៣៤៥ ៦៧៨",
        "+855 12 345 678",
        "855 12 345 678",
        "012-345-678",
        "(012) 345678",
        "លេខ 012 345 678",
    ],
)
def test_a_number_is_stored_with_its_country(text: str) -> None:
    """However it is written, it is the same number."""
    assert READ(PHONE, Reply(text)) == Understood("+85512345678")


@pytest.mark.parametrize(
    "text", ["12", "012 345", "012 345 678 or 012 345 679", "call me", "0000000000", "012345678901234", "12-12-2026"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    """Too short, too long, two at once, none at all."""
    assert READ(PHONE, Reply(text)) == Unclear(Reason.NOT_A_PHONE)


def test_numbers_are_counted_and_not_shown() -> None:
    """A tally says how many, never which."""
    assert KINDS["phone"].tally(["+85512345678", None]).answered == 1
