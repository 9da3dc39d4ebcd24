"""A point on the map."""

from math import isfinite

import regex

from bot.core.khmer import spelled
from bot.core.questions import tallies
from bot.core.questions.base import Open, Reading, Reason, Reply, Unclear, Understood
from bot.core.questions.tallies import Answers, Said

_PAIR = regex.compile(r"(-?[0-9]{1,2}\.[0-9]{3,8})\s*[, ]\s*(-?[0-9]{1,3}\.[0-9]{3,8})")


class Geopoint:
    """Answered by sharing a location; a pair of decimal degrees, latitude first, does too."""

    name = "geopoint"

    def read(self, question: Open, reply: Reply) -> Reading:
        """Latitude, longitude, altitude (0, unknown) and accuracy in metres, as XForms stores them."""
        del question
        if reply.location:
            return _point(*reply.location)
        if reply.media:
            return Unclear(Reason.MEDIA_NOT_TAKEN)
        words = spelled(reply.text[:100])
        if not words:
            return Unclear(Reason.EMPTY)
        pair = _PAIR.fullmatch(words)
        return _point(float(pair[1]), float(pair[2]), 0.0) if pair else Unclear(Reason.NOT_A_PLACE)

    def tally(self, answers: Answers) -> Said:
        """How many shared a point."""
        return tallies.said(answers)


def _point(latitude: float, longitude: float, metres: float) -> Reading:
    known = all(map(isfinite, (latitude, longitude, metres))) and metres >= 0
    if not known or abs(latitude) > 90 or abs(longitude) > 180:  # noqa: PLR2004 - degrees of the globe
        return Unclear(Reason.NOT_A_PLACE)
    return Understood(f"{latitude:.7g} {longitude:.7g} 0 {metres:.7g}")
