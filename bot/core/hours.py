"""When a person may be disturbed: the hours of a day and the days of a year, in the province's own time."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PHNOM_PENH = ZoneInfo("Asia/Phnom_Penh")


@dataclass(frozen=True, slots=True)
class Hours:
    """Messages that nobody asked for go out from `opens` to `closes`, on no day of `holidays`."""

    opens: time = time(8)
    closes: time = time(20)
    holidays: AbstractSet[date] = frozenset()
    zone: ZoneInfo = PHNOM_PENH

    def open_at(self, moment: datetime) -> bool:
        """Is this a moment at which one may write unasked? `closes` itself is too late."""
        local = moment.astimezone(self.zone)
        return local.date() not in self.holidays and self.opens <= local.time() < self.closes

    def next_open(self, moment: datetime) -> datetime:
        """The first moment from `moment` on at which one may write unasked, in UTC's or any zone given."""
        if self.open_at(moment):
            return moment
        local = moment.astimezone(self.zone)
        day = local.date() if local.time() < self.opens else local.date() + timedelta(days=1)
        while day in self.holidays:
            day += timedelta(days=1)
        return datetime.combine(day, self.opens, self.zone).astimezone(moment.tzinfo)
