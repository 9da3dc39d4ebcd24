"""JavaRosa, the engine of ODK Collect, as a process to be asked. It stands in the jar that pyxform brings along."""

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Self
from urllib.parse import quote, unquote_plus

import pyxform

JAR = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
WALKER = Path(__file__).with_name("Walker.java")


class Refused(Exception):
    """JavaRosa could not do what it was asked; the message is its own."""


class JavaRosa:
    """One walk at a time. Raises FileNotFoundError where there is no `java` with its compiler."""

    def __init__(self, timezone: str) -> None:
        for program in ("java", "javac"):
            if shutil.which(program) is None:
                raise FileNotFoundError(f"{program} is not installed: Debian has it in default-jdk-headless")
        self._folder = tempfile.TemporaryDirectory()
        subprocess.run(["javac", "-cp", str(JAR), "-d", self._folder.name, str(WALKER)], check=True)  # noqa: S607 - the one that is installed
        self._process = subprocess.Popen(
            ["java", f"-Duser.timezone={timezone}", "-Xss64m", "-cp", f"{JAR}:{self._folder.name}", "Walker"],  # noqa: S607 - as above
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._folder.cleanup()

    def ask(self, command: str, text: str = "") -> list[str]:
        """What it answers, as fields. Raises Refused."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{command}\t{quote(text)}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise Refused("JavaRosa has ended")
        fields = [unquote_plus(field) for field in line.rstrip("\n").split("\t")]
        if fields[0] == "ERROR":
            raise Refused(fields[1])
        return fields
