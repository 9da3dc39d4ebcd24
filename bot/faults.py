"""Errors as logs may have them: their kind and place. Their words may hold what a person said."""

import traceback
from pathlib import PurePath


def place(error: BaseException) -> str:
    """An error's name and where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
