"""A whole house for the web's tests: the real wiring over a SQLite of its own, a browser, and people to sign in."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient

from bot import keyring
from bot.settings import Settings
from bot.store import users
from bot.wiring import Wiring, build, prepare
from webhooks import create_app

PUBLIC = "https://yobal.example"
OURS = {"Sec-Fetch-Site": "same-origin"}  # what a browser says of a form on our own page


def house(folder: Path, **given: Any) -> Wiring:
    """A house with its database in `folder`, served over HTTPS unless `given` says otherwise."""
    keys = keyring.new()
    secrets = {"secret_key": keys.secret_key, "vault_keys": keys.vault_keys, "index_key": keys.index_key}
    wiring = build(Settings(**{"folder": folder, "public_url": PUBLIC, **secrets, **given}))
    prepare(wiring)
    return wiring


def browser(wiring: Wiring) -> FlaskClient:
    """A browser at the house's address."""
    app = create_app(wiring)
    address = urlsplit(wiring.public_url)
    app.config.update(SERVER_NAME=address.netloc, PREFERRED_URL_SCHEME=address.scheme)
    return app.test_client()


def link(wiring: Wiring, role: str = "organiser", lasts: timedelta = timedelta(hours=48)) -> str:
    """The path of a fresh sign-in link for the one person of this role."""
    email = f"{role}@yobal.example"
    with wiring.database.write() as db:
        person = users.find(db, email) or users.add(db, email, role, wiring.now())
        return f"/signin/{users.invite(db, person.id, wiring.now() + lasts)}"


def signed_in(wiring: Wiring, role: str = "organiser") -> FlaskClient:
    """A browser in which a person of this role is signed in."""
    client = browser(wiring)
    assert client.post(link(wiring, role), headers=OURS).status_code == 303
    return client
