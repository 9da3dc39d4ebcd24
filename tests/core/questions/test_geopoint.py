"""A point on the map."""

import pytest

from bot.core.questions import KINDS
from bot.core.questions.base import Open, Reason, Reply, Unclear, Understood

READ = KINDS["geopoint"].read
POINT = Open("q", "geopoint")


def test_a_shared_location_is_stored_with_its_accuracy() -> None:
    """Latitude, longitude, no altitude, metres: as XForms writes it."""
    assert READ(POINT, Reply(location=(10.6271, 103.5221, 20.0))) == Understood("10.6271 103.5221 0 20")


def test_decimal_degrees_may_be_typed() -> None:
    """In digits of either script."""
    assert READ(POINT, Reply("10.6271, 103.5221")) == Understood("10.6271 103.5221 0 0")
    assert READ(POINT, Reply("១០.៦២៧១ ១០៣.៥២២១")) == Understood("10.6271 103.5221 0 0")


@pytest.mark.parametrize("text", ["103.5221, 10.6271", "10 103", "near the port", "10.6271"])
def test_what_is_no_point_is_refused(text: str) -> None:
    """Turned round, too coarse, in words, half."""
    assert READ(POINT, Reply(text)) == Unclear(Reason.NOT_A_PLACE)


@pytest.mark.parametrize("location", [(91.0, 0.0, 0.0), (0.0, 181.0, 0.0), (float("nan"), 0.0, 0.0), (0.0, 0.0, -1.0)])
def test_a_point_off_the_globe_is_refused(location: tuple[float, float, float]) -> None:
    """Nothing beyond the poles, and no accuracy below nothing."""
    assert READ(POINT, Reply(location=location)) == Unclear(Reason.NOT_A_PLACE)


def test_points_are_counted_and_not_shown() -> None:
    """A tally says how many, never where."""
    assert KINDS["geopoint"].tally(["10.6271 103.5221 0 20"]).answered == 1
