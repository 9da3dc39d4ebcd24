"""The people of the console."""

from datetime import timedelta

import click

from bot.cli.service import plainly, wired
from bot.store import users

ROLES = ("owner", "organiser", "coder", "analyst", "reader", "government_reader", "auditor")
INVITATION_LASTS = timedelta(hours=48)


@click.group()
def user() -> None:
    """People who run a consultation."""


@user.command()
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), default="organiser")
def add(email: str, role: str) -> None:
    """Add a person, or invite one again: prints a link that signs in once, within two days."""
    if "@" not in email:
        raise click.ClickException(f"{email!r} is no e-mail address: write it as name@place")
    wiring = wired()
    with plainly(), wiring.database.write() as db:
        known = users.find(db, email)
        person = known or users.add(db, email, role, wiring.now())
        token = users.invite(db, person.id, wiring.now() + INVITATION_LASTS)
    click.echo(f"{email} is {'already ' if known else ''}{person.role}. Signs in once, within 48 hours:")
    click.echo(f"{wiring.public_url}/signin/{token}")
