"""The desk's own style sheet and icon, read once and served from memory."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from desk.rights import open_to_all

MEDIA_TYPES = {
    "desk.css": "text/css; charset=utf-8",
    "enterprise.css": "text/css; charset=utf-8",
    "favicon.svg": "image/svg+xml",
}
_FOREVER = {"cache-control": "public, max-age=31536000, immutable"}
_A_DAY = {"cache-control": "public, max-age=86400"}
_VERSION_CHARACTERS = 10

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Asset:
    """A file and the short digest that makes its URL change with it."""

    content: bytes
    version: str


@cache
def asset(name: str) -> Asset:
    """Return one of the files named in MEDIA_TYPES."""
    content = (files("desk") / "static" / name).read_bytes()
    return Asset(content, hashlib.sha256(content).hexdigest()[:_VERSION_CHARACTERS])


def asset_url(name: str) -> str:
    """Return the address of an asset, with its version."""
    return f"/static/{name}?v={asset(name).version}"


@router.get("/static/{name}")
@open_to_all
def static_file(name: str, v: str = "") -> Response:
    """Serve an asset; for ever if it is asked for by its version."""
    if name not in MEDIA_TYPES:
        raise HTTPException(404)
    found = asset(name)
    headers = _FOREVER if v == found.version else _A_DAY
    return Response(found.content, media_type=MEDIA_TYPES[name], headers=headers)


@router.get("/favicon.ico")
@open_to_all
def icon() -> Response:
    """Serve the icon to those who ask without looking at the page."""
    return static_file("favicon.svg")
