"""A list of communes is read by the names people give them, whatever their spelling."""

import pytest

from bot.core.questions import understand
from bot.core.questions.base import Choice, Open, Reading, Reason, Reply, Unclear, Understood
from bot.places import gazetteer

COMMUNES = {"180101": "Lekh Muoy", "180102": "Lekh Pir", "180103": "Lekh Bei", "180303": "Tumnob Rolok"}
OFFERED = Open(
    "/data/commune",
    "select_one",
    choices=tuple(Choice(code, str(n), (name,)) for n, (code, name) in enumerate(COMMUNES.items(), 1)),
)


@pytest.mark.parametrize(
    ("reply", "reading"),
    [
        ("4", Understood("180303")),
        ("tumnob rolok", Understood("180303")),
        ("ទំនប់រលក", Understood("180303")),  # not among the labels, but its name
        ("Sangkat 2", Understood("180102")),
        ("សង្កាត់លេខ៣", Understood("180103")),
        ("Ream", Unclear(Reason.NOT_A_CHOICE)),  # a commune, but none of these
        ("Kampot", Unclear(Reason.NOT_A_CHOICE)),
        ("Stueng Hav", Unclear(Reason.NOT_A_CHOICE)),  # the district, not the commune
    ],
)
def test_a_commune_is_known_by_its_names(reply: str, reading: Reading) -> None:
    """The choice of that commune is meant, and only where it is on offer."""
    assert understand(OFFERED, Reply(reply), gazetteer()) == reading


def test_other_lists_are_not_read_as_places() -> None:
    """Choices that are no codes of places keep to their own words."""
    fruits = Open(
        "/data/fruit", "select_one", choices=(Choice("180303", "1", ("Mango",)), Choice("durian", "2", ("Durian",)))
    )
    assert understand(fruits, Reply("Tumnob Rolok"), gazetteer()) == Unclear(Reason.NOT_A_CHOICE)
