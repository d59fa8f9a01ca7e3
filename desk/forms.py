"""Forms as they are sent: bounded, each field once, and from a page of this session."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, HTTPException, Request

from desk.guard import person_of

MOST_BYTES = 200_000
MOST_FIELDS = 500
FORM_KEY = "form_key"
FOREIGN_FORM = "form"
"""What a refusal says of a form that no page of this session made."""
_MEDIA_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form, each with everything that was sent under its name."""

    fields: Mapping[str, tuple[str, ...]]

    def text(self, name: str, most: int = 2000) -> str:
        """Return a field without blanks around it, nothing if it was not sent.

        Raises:
            HTTPException: 400; sent twice, or longer than it may be.
        """
        return self.secret(name, most).strip()

    def secret(self, name: str, most: int = 2000) -> str:
        """Return a field exactly as it was typed."""
        values = self.fields.get(name, ())
        if len(values) > 1 or any(len(value) > most for value in values):
            raise HTTPException(400)
        return values[0] if values else ""

    def choices(self, name: str) -> tuple[str, ...]:
        """Return every value of a field that may be chosen more than once."""
        return self.fields.get(name, ())


def new_action_key() -> str:
    """Return a key for a form that is being shown; the form brings it back, once."""
    return secrets.token_urlsafe(24)


async def any_form(request: Request) -> Form:
    """Read a form's body, as much of it as may be there.

    Raises:
        HTTPException: 413 too long, 415 not a form, 400 not readable.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _MEDIA_TYPE:
        raise HTTPException(415)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    try:
        pairs = parse_qsl(
            body.decode(),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as error:
        raise HTTPException(400) from error
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        fields[name] = (*fields.get(name, ()), value)
    request.state.form = Form(fields)  # a page that refuses it shows what was typed
    return Form(fields)


OpenForm = Annotated[Form, Depends(any_form)]
"""A form of a page without a session: the page itself checks where it comes from."""


def _own_form(request: Request, form: OpenForm) -> Form:
    """Take a form that a page of this session has made.

    Raises:
        HTTPException: 403; another site's, or a page of an earlier session.
    """
    expected = person_of(request).form_key
    if not hmac.compare_digest(form.secret(FORM_KEY).encode(), expected.encode()):
        raise HTTPException(403, FOREIGN_FORM)
    return form


OwnForm = Annotated[Form, Depends(_own_form)]
"""A form of a signed-in person's own page."""
