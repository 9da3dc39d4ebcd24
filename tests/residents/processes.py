"""`yobal serve` and `yobal worker` as processes of their own, that can be killed like any other."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Self

HOME = Path(__file__).parents[2]
START = 30.0  # seconds a process may take until it answers


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass
class Processes:
    """The commands by their names. Each is a process group of its own; what they write goes to files in `folder`."""

    folder: Path
    settings: Mapping[str, str]
    port: int = field(default_factory=free_port)
    kills: int = 0
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the web server listens."""
        return f"http://127.0.0.1:{self.port}"

    def serve(self, processes: int = 2) -> None:
        """Start the web server; returns when it answers."""
        self._start("serve", "--port", str(self.port), "--processes", str(processes))
        deadline = time.monotonic() + START
        while not self._is_ready():
            assert time.monotonic() < deadline, f"the web server does not start:\n{self.written('serve')}"
            time.sleep(0.05)

    def work(self) -> None:
        """Start a worker."""
        self._start("worker")

    def kill(self, name: str) -> None:
        """Kill -9 of a command and every process it has started: no goodbye to anybody."""
        process = self._running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        self.kills += 1

    def written(self, name: str) -> str:
        """The end of what a command wrote."""
        return (self.folder / f"{name}.log").read_text("utf-8", "replace")[-3000:]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for name in list(self._running):
            self.kill(name)

    def _start(self, name: str, *options: str) -> None:
        command = [sys.executable, "-c", "from bot.cli import main; main()", name, *options]
        bare = {key: value for key, value in os.environ.items() if not key.startswith("YOBAL_")}
        with (self.folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                command, cwd=HOME, env={**bare, **self.settings}, stdout=log, stderr=log, start_new_session=True
            )

    def _is_ready(self) -> bool:
        with contextlib.suppress(OSError):
            connection = HTTPConnection("127.0.0.1", self.port, timeout=2)
            with contextlib.closing(connection):
                connection.request("GET", "/readyz")
                return connection.getresponse().status == 200
        return False
