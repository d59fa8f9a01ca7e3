"""Who may open a route: declared beside it, so that the rights of all routes are one table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute

from jishen.access.sessions import Missing
from jishen.domain.people import Role

OPEN_PREFIX = "/e/"
"""Pages of enterprises: a link's own token lets them in, not a session."""
_DECLARED = "desk_rights"

Endpoint = TypeVar("Endpoint", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Rights:
    """Whom a route lets in."""

    roles: frozenset[Role] = frozenset()
    """Empty: whoever is signed in."""
    is_open: bool = False
    """Needs no session."""
    despite: frozenset[Missing] = frozenset()
    """Opens even while this is still to be done."""


def open_to_all(endpoint: Endpoint) -> Endpoint:
    """Declare that a route needs no session."""
    return _declare(endpoint, Rights(is_open=True))


def acts(*roles: Role) -> Callable[[Endpoint], Endpoint]:
    """Declare who may open a route: people with one of these roles; without any, everybody."""
    return lambda endpoint: _declare(endpoint, Rights(frozenset(roles)))


def completes(*missing: Missing) -> Callable[[Endpoint], Endpoint]:
    """Declare that a route is where people do what they must do before any other page opens."""
    return lambda endpoint: _declare(endpoint, Rights(despite=frozenset(missing)))


def rights_of(route: BaseRoute) -> Rights:
    """Return whom a route lets in; a page that says nothing is for people of any role.

    Raises:
        TypeError: a route that acts says nothing.
    """
    if not isinstance(route, APIRoute):
        message = f"{route} is no route of the desk's"
        raise TypeError(message)
    declared = vars(route.endpoint).get(_DECLARED)
    if isinstance(declared, Rights):
        return declared
    if route.path.startswith(OPEN_PREFIX):
        return Rights(is_open=True)
    if route.methods == {"GET"}:
        return Rights(frozenset(Role))
    message = f"{route.methods} {route.path} acts and does not say who may: declare @acts(…)"
    raise TypeError(message)


def rights_matrix(app: FastAPI) -> dict[tuple[str, str], Rights]:
    """Return whom each method and path lets in."""
    routes = [context.original_route for context in iter_route_contexts(app.routes)]
    return {
        (method, route.path): rights_of(route)
        for route in routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods or ())
    }


def _declare(endpoint: Endpoint, rights: Rights) -> Endpoint:
    vars(endpoint)[_DECLARED] = rights
    return endpoint
