"""How the process is doing: for a load balancer, for Prometheus, and for a log line without personal data."""

import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from threading import Lock
from typing import Protocol

from flask import Flask, Response

_TEXT = "text/plain; charset=utf-8"
_METRICS = "text/plain; version=0.0.4; charset=utf-8"  # Prometheus' text format


class Readiness(Protocol):
    """What the health pages ask."""

    def ready(self) -> bool:
        """Whether the database answers and no migration is missing. Never raises."""
        ...


class Counts:
    """How often things happened in this process since it began, safe among threads."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lock = Lock()

    def add(self, name: str, **labels: str) -> None:
        """One more of `name`. Names and labels are ours, never anything that came from outside."""
        given = ",".join(f'{label}="{value}"' for label, value in labels.items())
        series = f"{name}{{{given}}}"
        with self._lock:
            self._counts[series] += 1

    def lines(self) -> Iterator[str]:
        """Each series with its count, in Prometheus' text format."""
        with self._lock:
            counts = sorted(self._counts.items())
        names = set()
        for series, count in counts:
            name = series.partition("{")[0]
            if name not in names:
                names.add(name)
                yield f"# TYPE {name} counter\n"
            yield f"{series} {count}\n"


def register(app: Flask, readiness: Readiness, counts: Counts) -> None:
    """Open /healthz, /readyz and /metrics in `app`."""

    @app.get("/healthz")
    def healthz() -> Response:
        return Response("alive\n", content_type=_TEXT)

    @app.get("/readyz")
    def readyz() -> Response:
        if readiness.ready():
            return Response("ready\n", content_type=_TEXT)
        return Response("not ready: yobal doctor says why\n", 503, content_type=_TEXT)

    @app.get("/metrics")
    def metrics() -> Response:
        return Response(counts.lines(), content_type=_METRICS)


def place(error: BaseException) -> str:
    """An error's name and where it was raised: its own words may hold what a person said."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
