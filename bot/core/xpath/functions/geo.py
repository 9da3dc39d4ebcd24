"""Functions of places: "latitude longitude altitude accuracy", traces and shapes parted by semicolons.

The earth is a ball of 6,378.1 km, as in JavaRosa and Enketo, so that areas and distances agree with theirs;
they are given to the hundredth, which is finer than any telephone measures.
"""

import math
from itertools import combinations, pairwise

from bot.core.xpath.context import Context
from bot.core.xpath.errors import XPathError

from .base import Function

_RADIUS = 6_378_100.0  # metres
_MOST = 1_000  # corners of a shape whose sides are compared with one another
Point = tuple[float, float]


def _point(text: str) -> Point | None:
    """Latitude and longitude in degrees; None when the text is no place on earth."""
    try:
        latitude, longitude, *_rest = (float(part) for part in text.split())
    except ValueError:
        return None
    on_earth = abs(latitude) <= 90 and abs(longitude) <= 180  # noqa: PLR2004 -- degrees
    return (latitude, longitude) if on_earth else None


def _trace(texts: list[str]) -> list[Point] | None:
    """The corners of a trace or shape, in one text or several; None when one of them is no place."""
    corners = [corner for text in texts for corner in text.split(";") if corner.strip()]
    points = [_point(corner) for corner in corners]
    return None if not points or None in points else [point for point in points if point]


def _metres(one: Point, other: Point) -> float:
    """The way over the ground (haversine)."""
    (lat1, lon1), (lat2, lon2) = (map(math.radians, one), map(math.radians, other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _RADIUS * math.asin(min(1.0, math.sqrt(half)))


def _distance(_: Context, texts: list[str]) -> float:
    points = _trace(texts)
    return math.nan if points is None else round(math.fsum(_metres(*pair) for pair in pairwise(points)), 2)


def _area(_: Context, texts: list[str]) -> float:
    """Square metres inside the shape, which closes itself."""
    points = _trace(texts)
    if points is None:
        return math.nan
    radians = [(math.radians(lat), math.radians(lon)) for lat, lon in points]
    around = pairwise([*radians, radians[0]])
    total = math.fsum((b[1] - a[1]) * (2 + math.sin(a[0]) + math.sin(b[0])) for a, b in around)
    return round(abs(total * _RADIUS**2 / 2), 2)


def _geofence(_: Context, place: str, shape: str) -> bool:
    """Whether the place is inside the closed shape: a ray to the north crosses its sides an odd number of times."""
    point, corners = _point(place), _trace([shape])
    if point is None or corners is None or corners[0] != corners[-1]:
        return False
    return sum(_crosses(point, *side) for side in pairwise(corners)) % 2 == 1


def _crosses(point: Point, a: Point, b: Point) -> bool:
    latitude, longitude = point
    if (a[1] > longitude) == (b[1] > longitude):
        return False
    return latitude < a[0] + (b[0] - a[0]) * (longitude - a[1]) / (b[1] - a[1])


def _intersects(_: Context, texts: list[str]) -> bool:
    """Whether a trace crosses itself anywhere but where it closes."""
    points = _trace(texts) or []
    if len(points) > _MOST:
        raise XPathError(f"intersects() takes at most {_MOST:,} corners")
    sides = [side for side in pairwise(points) if side[0] != side[1]]
    return any(_meet(one, other) for one, other in combinations(sides, 2) if not set(one) & set(other))


def _meet(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    a, b = (_turn(*one, point) for point in other)
    c, d = (_turn(*other, point) for point in one)
    return a * b <= 0 and c * d <= 0 and not a == b == c == d == 0


def _turn(a: Point, b: Point, c: Point) -> float:
    """Positive where a, b, c turn left, negative where they turn right."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


GEO: dict[str, Function] = {
    "area": Function("S", "number", _area, least=1),
    "distance": Function("S", "number", _distance, least=1),
    "geofence": Function("ss", "boolean", _geofence),
    "intersects": Function("S", "boolean", _intersects, least=1),
}
