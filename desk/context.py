"""What every page needs besides the request: database, raw bytes, settings, names, clock."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fastapi import Request

from jishen.access.sessions import SessionRules
from jishen.sealing import Seal, seal_or_new
from jishen.settings import Settings
from jishen.store.raw import RawStore
from jishen.store.session import Store


def now() -> datetime:
    """Return the present instant; the one place where the desk reads the clock."""
    return datetime.now(UTC)


def new_key() -> str:
    """Return a random key."""
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Names:
    """Names of what the desk shows and does not know itself."""

    policies: Mapping[str, str]
    """Policy id → the policy's name as notices cite it."""
    sources: Mapping[str, str]
    """Source key → the source's name, in the order to be shown."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk's surroundings, kept in `app.state.desk`."""

    settings: Settings
    store: Store
    raw: RawStore
    names: Names
    clock: Callable[[], datetime] = now
    new_key: Callable[[], str] = new_key
    """Makes the key by which a form is known when it is sent twice."""

    @property
    def session_rules(self) -> SessionRules:
        """How long a session lasts, and which roles need a second factor."""
        desk = self.settings.desk
        return SessionRules(
            timedelta(minutes=desk.session_idle_minutes),
            timedelta(hours=desk.session_hours),
            frozenset(desk.code_roles),
        )

    @property
    def seal(self) -> Seal:
        """What opens the secrets in the database."""
        return seal_or_new(self.settings.key_file)


def desk_of(request: Request) -> Desk:
    """Return the surroundings of the app that answers this request."""
    desk = request.app.state.desk
    if not isinstance(desk, Desk):
        message = "app.state.desk is not set: make the app with create_app"
        raise TypeError(message)
    return desk
