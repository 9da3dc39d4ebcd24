"""A place of the gazetteer."""

from bot.core.questions import KINDS, understand
from bot.core.questions.base import Open, Reason, Reply, Unclear, Understood
from tests.core.questions.cases import gazetteer

HOME = Open("q", "place", within="18")


def test_a_place_is_stored_by_its_code() -> None:
    """Its name in either language is its code."""
    assert understand(HOME, Reply("Veal Renh"), gazetteer()) == Understood("180214")
    assert understand(HOME, Reply("ឃុំវាលរេញ"), gazetteer()) == Understood("180214")


def test_a_slip_in_a_name_is_said_back() -> None:
    """One letter too many is a guess."""
    assert understand(HOME, Reply("Tumnnob Rolok"), gazetteer()) == Understood("180303", guessed=True)


def test_several_places_are_asked_back() -> None:
    """A district is not a commune: those in it are asked back."""
    made = understand(HOME, Reply("ស្រុកស្ទឹងហាវ"), gazetteer())
    assert made == Unclear(Reason.SEVERAL_PLACES, ("180301", "180302", "180303", "180304"))


def test_without_a_gazetteer_no_place_is_known() -> None:
    """Nothing is guessed from nothing."""
    assert understand(HOME, Reply("Veal Renh")) == Unclear(Reason.NOT_A_PLACE)


def test_places_are_counted() -> None:
    """How many live in each."""
    assert KINDS["place"].tally(["180214", "180214", None]).of("180214") == 2
