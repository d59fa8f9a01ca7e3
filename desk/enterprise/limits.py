"""How often the enterprise's page may be tried; one set for each application."""

from dataclasses import dataclass, field
from datetime import timedelta

from fastapi import Request

from desk.throttle import Throttle

WINDOW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Limits:
    """A link that opens is never refused to be shown: many sit behind one address."""

    unknown_links: Throttle = field(default_factory=lambda: Throttle(20, WINDOW))
    """Links that open nothing, by address."""
    forms: Throttle = field(default_factory=lambda: Throttle(40, WINDOW))
    """Forms sent, by link."""
    wrong_codes: Throttle = field(default_factory=lambda: Throttle(8, WINDOW))
    """Wrong last characters typed, by link."""


def limits_of(request: Request) -> Limits:
    """Return the limits of the app that answers this request."""
    limits = request.app.state.enterprise_limits
    if not isinstance(limits, Limits):
        message = "app.state.enterprise_limits is not set: make the app with create_app"
        raise TypeError(message)
    return limits
