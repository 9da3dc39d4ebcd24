"""How fast a channel may send."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.core.pace import Pace


@given(st.lists(st.floats(0, 0.5), min_size=2, max_size=50), st.sampled_from([1.0, 5.0, 30.0]))
def test_never_faster_than_allowed(rests: list[float], per_second: float) -> None:
    """Between any two sends lies at least one gap, whatever rests come between."""
    pace, now, sent = Pace(per_second), 100.0, []
    for rest in rests:
        now += rest
        now += pace.wait(now)
        sent.append(now)
    assert all(later - earlier >= 1 / per_second - 1e-9 for earlier, later in pairwise(sent))


def test_a_rest_asked_for_is_kept() -> None:
    """After `hold`, nothing goes out before."""
    pace = Pace(10)
    pace.hold(105.0)
    assert pace.wait(100.0) == 5.0
