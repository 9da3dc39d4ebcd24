"""When people may be disturbed."""

from datetime import UTC, date, datetime

import pytest

from bot.core.hours import Hours

NEW_YEAR = Hours(holidays=frozenset({date(2027, 4, 14), date(2027, 4, 15)}))


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-24T03:00", "2026-11-24T03:00"),  # ten in the morning in Phnom Penh
        ("2026-11-24T00:59", "2026-11-24T01:00"),  # a minute to eight
        ("2026-11-24T12:59", "2026-11-24T12:59"),  # a minute to eight in the evening
        ("2026-11-24T13:00", "2026-11-25T01:00"),  # eight in the evening is too late
        ("2026-11-24T17:30", "2026-11-25T01:00"),  # after midnight there, still the day before here
        ("2027-04-13T13:00", "2027-04-16T01:00"),  # over the holidays
        ("2027-04-14T05:00", "2027-04-16T01:00"),
    ],
)
def test_the_next_moment_to_write_unasked(moment: str, opens: str) -> None:
    """From eight to twenty in Phnom Penh, on no holiday, whatever zone the server keeps."""
    given = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert NEW_YEAR.next_open(given) == datetime.fromisoformat(opens).replace(tzinfo=UTC)
    assert NEW_YEAR.open_at(NEW_YEAR.next_open(given))
