"""A code read off a thing."""

import pytest

from bot.core.questions import KINDS
from bot.core.questions.base import Open, Reason, Reply, Unclear, Understood

READ = KINDS["barcode"].read
CODE = Open("q", "barcode", takes=frozenset({"photo"}))


@pytest.mark.parametrize(
    ("text", "code"), [("4006381333931", "4006381333931"), ("៤០០ ៦៣៨", "400638"), (" AB-12 ", "AB-12")]
)
def test_a_code_is_kept(text: str, code: str) -> None:
    """As written, its digits in Western ones."""
    assert READ(CODE, Reply(text)) == Understood(code)


@pytest.mark.parametrize("text", ["I cannot see it", "no code", "x", "a b c 1", "9" * 200])
def test_a_sentence_is_no_code(text: str) -> None:
    """Words, one letter, far too many digits."""
    assert READ(CODE, Reply(text)) == Unclear(Reason.NOT_A_NUMBER)


def test_a_photo_answers_where_it_is_taken() -> None:
    """Its file is kept for a person to read."""
    assert READ(CODE, Reply(media="photo", file="f")) == Understood("f", media="photo")
    assert READ(Open("q", "barcode"), Reply(media="photo", file="f")) == Unclear(Reason.MEDIA_NOT_TAKEN)


def test_codes_are_counted() -> None:
    """How many gave one."""
    assert KINDS["barcode"].tally(["4006381333931", None]).answered == 1
