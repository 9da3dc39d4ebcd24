"""Who may come into which room. A room that says nothing of it stays shut."""

from collections.abc import Callable
from typing import Literal, Protocol, TypeVar, get_args
from urllib.parse import urlsplit

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from webhooks.console import visit

Role = Literal["owner", "organiser", "coder", "analyst", "reader", "government_reader", "auditor"]
ROLES: tuple[Role, ...] = get_args(Role)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_ATTRIBUTE = "__yobal_allows__"

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


class House(visit.People, Protocol):
    """What the guard at the doors needs of the house."""

    @property
    def public_url(self) -> str:
        """The address people open, without a slash at its end."""
        ...


def allowed(*roles: Role) -> Callable[[View], View]:
    """The room is for those signed in with one of `roles`."""

    def declare(view: View) -> View:
        setattr(view, _ATTRIBUTE, frozenset(roles))
        return view

    return declare


def public(view: View) -> View:
    """The room is for everybody, signed in or not."""
    setattr(view, _ATTRIBUTE, None)
    return view


def is_declared(view: Callable[..., object]) -> bool:
    """Whether the room says whom it lets in."""
    return hasattr(view, _ATTRIBUTE)


def is_public(view: Callable[..., object]) -> bool:
    """Whether the room is for everybody."""
    return is_declared(view) and _allows(view) is None


def opens(room: str, role: str) -> bool:
    """Whether the room of this endpoint lets `role` in: what leads nowhere is not shown."""
    roles = _allows(current_app.view_functions[room])
    return roles is None or role in roles


def _allows(view: Callable[..., object]) -> frozenset[str] | None:
    """The roles let in; None: everybody. Nobody where the room does not say."""
    found: frozenset[str] | None = getattr(view, _ATTRIBUTE, frozenset())
    return found


def guard(console: Blueprint, house: House) -> None:
    """Stand at every door of `console`: nobody comes in, and nothing is changed, without leave."""
    console.before_request(lambda: _refusal(house))


def _refusal(house: House) -> ResponseReturnValue | None:
    """The page for somebody who may not come in; None where they may."""
    if request.endpoint == "console.static":
        return None
    if request.method not in _SAFE and not _is_from_our_page(house.public_url):
        return render_template("console/denied.html", why="foreign"), 403
    roles = _allows(current_app.view_functions[request.endpoint or ""])
    if roles is None:
        return None
    visitor = visit.visitor(house)
    if visitor is None:
        return render_template("console/denied.html", why="unknown"), 401
    if visitor.role not in roles:
        return render_template("console/denied.html", why="role"), 403
    return None


def _is_from_our_page(public_url: str) -> bool:
    """Whether the browser says that a page of ours asked for this. Where it says nothing, no.

    `Sec-Fetch-Site` comes over HTTPS and on this machine; elsewhere `Origin` must name us.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(request.headers.get("Origin", "")).netloc
    return bool(origin) and origin in {request.host, urlsplit(public_url).netloc}
