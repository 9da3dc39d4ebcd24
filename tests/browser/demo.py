"""The demonstration as anybody starts it: one `yobal serve` process in a folder of its own, on a free port."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from bot.settings import HOME

PATIENCE = 30.0  # seconds from the command to the first page
YOBAL = Path(sys.executable).with_name("yobal")


class NotServingError(Exception):
    """The process ended or never answered; the message is what it printed."""


@dataclass(frozen=True)
class Demo:
    """A demonstration that answers at `url`; `sign_in` is the link it printed, good for one sign-in."""

    url: str
    sign_in: str


@contextmanager
def running(folder: Path) -> Iterator[Demo]:
    """Yobal with its worker, as `make run` starts it. Raises NotServingError."""
    said = folder / "said.txt"
    with said.open("wb") as out:
        process = subprocess.Popen(
            [YOBAL, "serve", "--demo", "--with-worker", "--port", str(_free_port())],
            cwd=HOME,
            env=_environment(folder),
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _wait(process, said)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=PATIENCE)


def _environment(folder: Path) -> dict[str, str]:
    """The one of this process, without anybody's settings of Yobal."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("YOBAL_")}
    return kept | {"YOBAL_FOLDER": str(folder / "var")}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], said: Path) -> Demo:
    """Until the link is printed and the first page is there."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        link = re.search(r"(http://[\d.:]+)/signin/\S+", said.read_text(encoding="utf-8"))
        if link is not None and _answers(link[1]):
            return Demo(link[1], link[0])
        time.sleep(0.05)
    raise NotServingError(said.read_text(encoding="utf-8"))


def _answers(url: str) -> bool:
    try:
        with urlopen(f"{url}/readyz", timeout=5) as response:  # noqa: S310 - a page of our own
            return bool(response.status == 200)
    except OSError:
        return False
