"""Data out."""

from pathlib import Path

import click

from bot import exports
from bot.cli.service import plainly, wired


@click.command()
@click.argument("survey")
@click.option("--format", "form", type=click.Choice(sorted(exports.FORMATS)), default="csv")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="A folder.")
def export(survey: str, form: str, out: Path) -> None:
    """Write the answers to SURVEY into the folder OUT, with identifiers that are new in every export."""
    wiring = wired()
    with plainly():
        count, file = exports.write(wiring.desk, survey, form, out)
    if file is None:
        raise click.ClickException(f"no survey is called {survey!r}: survey list shows them")
    click.echo(f"{count} submissions in {file}")
