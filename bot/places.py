"""The places of the province, read from config/places/ once a process."""

import csv
from functools import cache
from pathlib import Path

from bot.core.places import Gazetteer, Row

FOLDER = Path(__file__).resolve().parent.parent / "config" / "places"


@cache
def gazetteer(province: str = "preah-sihanouk") -> Gazetteer:
    """Every district, commune and village. Raises FileNotFoundError for a province that has no file."""
    with (FOLDER / f"{province}.csv").open(encoding="utf-8", newline="") as file:
        return Gazetteer(_row(given) for given in csv.DictReader(file))


def _row(given: dict[str, str]) -> Row:
    return Row(given["code"], given["km"], given["en"], tuple(filter(None, given["aliases"].split("|"))))
