"""How fast a channel may send: a smooth token bucket."""


class Pace:
    """At most `per_second` a second, evenly: after a rest no more than one is owed.

    Times are seconds of a monotonic clock, given by the caller.
    """

    def __init__(self, per_second: float) -> None:
        self._gap = 1 / per_second
        self._next = 0.0

    def wait(self, now: float) -> float:
        """Take the next place; the seconds to wait until it is there."""
        start = max(now, self._next)
        self._next = start + self._gap
        return start - now

    def hold(self, until: float) -> None:
        """Nothing before `until`: the provider asked for a rest."""
        self._next = max(self._next, until)
