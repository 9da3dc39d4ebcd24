"""What keeps Yobal running: the web server, the worker, the database, Telegram's webhook, and the doctor."""

import asyncio
import logging
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import click

from bot import doctor as check_up
from bot import keyring
from bot.channels.telegram import Telegram
from bot.settings import Settings, SettingsError, read_settings
from bot.store import users
from bot.store.database import DatabaseDown
from bot.store.migrations import upgrade
from bot.wiring import NotReady, Wiring, build, prepare

THREADS = 2  # requests at work at once in one process; more only take turns (docs/adr/0006-server.md)
LINK_LASTS = timedelta(minutes=30)


def wired(settings: Settings | None = None) -> Wiring:
    """The house over the settings; ends the command with a plain word where they are wrong."""
    try:
        return build(settings or read_settings())
    except (SettingsError, NotReady, ValueError) as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def plainly() -> Iterator[None]:
    """What goes wrong with settings or the database ends the command with a plain word."""
    try:
        yield
    except DatabaseDown as error:
        raise click.ClickException(f"the database cannot be reached: {error}. Is YOBAL_DATABASE_URL right?") from error
    except (SettingsError, NotReady) as error:
        raise click.ClickException(str(error)) from error


@click.command()
@click.option("--demo", is_flag=True, help="With phones in the browser, own keys and the sample consultation.")
@click.option("--with-worker", is_flag=True, help="Sender and timers in the same process: one small machine.")
@click.option("--host", help="The address to listen on (setting host).")
@click.option("--port", type=int, help="The port to listen on (setting port).")
@click.option("--processes", type=int, help="Web processes (setting processes).")
def serve(**flags: Any) -> None:  # noqa: ANN401 - click gives each flag by its name
    """Run the web server."""
    try:
        settings = _given(read_settings(), {name: value for name, value in flags.items() if value})
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    wiring = wired(settings)
    _prepared(wiring)
    if settings.demo:
        _welcome(wiring)
    _listen(settings)


def _given(settings: Settings, flags: Mapping[str, Any]) -> Settings:
    """The settings under what the command line says, also for the processes to come."""
    chosen = replace(settings, **flags)
    if chosen.demo and settings.public_url == Settings().public_url:
        chosen = replace(chosen, public_url=f"http://{chosen.host}:{chosen.port}")
    for name in (*flags, "public_url"):
        os.environ[f"YOBAL_{name.upper()}"] = str(getattr(chosen, name))
    return chosen


def _prepared(wiring: Wiring) -> None:
    with plainly():
        prepare(wiring)
        wiring.channels  # noqa: B018 - built now, so that a wrong setting is said before anything runs
    wiring.database.close()


def _welcome(wiring: Wiring) -> None:
    """Where to look, and a link that signs in once."""
    with wiring.database.write() as db:
        owner = users.find(db, "owner@localhost") or users.add(db, "owner@localhost", "owner", wiring.now())
        token = users.invite(db, owner.id, wiring.now() + LINK_LASTS)
    wiring.database.close()
    click.echo(f"\n  Yobal · យោបល់   {wiring.public_url}/   (two phones: be a resident)")
    click.echo(f"  Sign in once:    {wiring.public_url}/signin/{token}")
    click.echo("  The sample's Khmer is not yet reviewed. Stop with Ctrl-C.\n")


def _listen(settings: Settings) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "webhooks.serving:web",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.web_processes,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        factory=True,
    ).serve()


@click.command()
def worker() -> None:
    """Send what is due, ring the timers, look lost messages up. Any number may run; they share the work."""
    wiring = wired()
    _prepared(wiring)
    at_work = wiring.worker
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: at_work.stop.set())
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    asyncio.run(at_work.run())


@click.group()
def db() -> None:
    """The database."""


@db.command(name="upgrade")
def upgrade_() -> None:
    """Bring the database's tables up to date; nothing happens where they are."""
    wiring = wired()
    with plainly():
        upgrade(wiring.database)
    click.echo("The database is up to date.")


@click.group()
def keys() -> None:
    """The secrets that lock personal data."""


@keys.command(name="new")
def new_keys() -> None:
    """Print three new secrets, to be put into the environment and kept apart from the database."""
    made = keyring.new()
    click.echo(f"YOBAL_SECRET_KEY={made.secret_key}")
    click.echo(f"YOBAL_VAULT_KEYS={made.vault_keys}")
    click.echo(f"YOBAL_INDEX_KEY={made.index_key}")


@click.group()
def telegram() -> None:
    """Telegram's side."""


@telegram.command(name="set-webhook")
def set_webhook() -> None:
    """Tell Telegram where this bot's updates go, and set its commands in both languages."""
    wiring = wired()
    channel = wiring.channels.get("telegram")
    if not isinstance(channel, Telegram):
        raise click.ClickException("set YOBAL_TELEGRAM_TOKEN and YOBAL_TELEGRAM_SECRET first")
    asyncio.run(_set_webhook(channel, f"{wiring.public_url}/hooks/telegram"))
    click.echo(f"Telegram sends this bot's updates to {wiring.public_url}/hooks/telegram")


async def _set_webhook(channel: Telegram, url: str) -> None:
    try:
        await channel.set_webhook(url)
        await channel.set_commands()
    except Exception as error:
        raise click.ClickException(f"Telegram did not take it: {error}") from error
    finally:
        await channel.close()


@click.command()
def doctor() -> None:
    """Check settings, database, channels and clock, and say what to mend. Exit status 1 where something is wrong."""
    try:
        findings = check_up.examine(read_settings())
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    for finding in findings:
        click.echo(finding.line())
    if any(not finding.well for finding in findings):
        raise SystemExit(1)
