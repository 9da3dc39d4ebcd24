"""The `yobal` command. Scripts outside depend on its words: docs/operate.md lists them."""

import sys

import click

from bot.cli import service, surveys
from bot.cli.data import export
from bot.cli.people import user


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="yobal", message="%(version)s")
def main() -> None:
    """Community consultation by SMS and Telegram, in Khmer and English."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")


for command in (
    service.serve,
    service.worker,
    service.db,
    service.doctor,
    service.telegram,
    service.keys,
    surveys.chat,
    surveys.survey,
    surveys.segments,
    export,
    user,
):
    main.add_command(command)
