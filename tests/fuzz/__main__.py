"""Fuzzing for as long as one likes: the reader of forms and the compiler of expressions. Development only.

    python -m tests.fuzz [--minutes N] [--seed N]

With atheris (pip install atheris) the search follows what the code does with each input; without it real forms are
damaged at random. The first input that breaks something is written down, to be made a test.
"""

import argparse
import importlib.util
import sys
import tempfile
import time
import traceback
from pathlib import Path
from random import Random


def once(seed: int) -> None:
    """One damaged form and twenty expressions; what breaks is written down and raised."""
    from tests.fuzz.mutations import damaged, expression
    from tests.fuzz.targets import compiling, reading

    dice = Random(seed)
    tried: list[bytes] = []
    try:
        tried.append(damaged(dice))
        reading(tried[-1])
        for _ in range(20):
            tried.append(expression(dice).encode("utf-8", "surrogatepass"))
            compiling(tried[-1].decode("utf-8", "surrogatepass"))
    except Exception:
        file = Path(tempfile.gettempdir()) / f"yobal-fuzz-{seed}"
        file.write_bytes(tried[-1] if tried else b"")
        sys.stderr.write(f"seed {seed}, input in {file}\n{traceback.format_exc()}")
        raise


def at_random(seconds: float, seed: int) -> int:
    """Seed after seed until the time is up; how many."""
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        once(seed + count)
        count += 1
    return count


def guided(seconds: float) -> None:
    """As coverage leads. Does not return: atheris ends the process, with 0 where nothing was found."""
    import atheris  # type: ignore[import-not-found] # not a dependency

    with atheris.instrument_imports(include=["bot"]):  # so nothing of it may be imported before
        from tests.fuzz.targets import compiling, reading

    def target(data: bytes) -> None:
        if data[:1] < b"\x80":
            compiling(data[1:].decode("utf-8", "ignore"))
        else:
            once(int.from_bytes(data[:8]))
            reading(data[1:])

    atheris.Setup([sys.argv[0], f"-max_total_time={int(seconds)}"], target)
    atheris.Fuzz()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    if importlib.util.find_spec("atheris") is not None:
        guided(given.minutes * 60)
    sys.stdout.write(f"{at_random(given.minutes * 60, given.seed)} damaged forms and 20 expressions each: all told\n")


if __name__ == "__main__":
    main()
