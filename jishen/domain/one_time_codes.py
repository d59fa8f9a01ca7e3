"""One-time codes by time (TOTP, RFC 6238 over RFC 4226): six digits, 30 seconds, HMAC-SHA-1.

SHA-1 is what every authenticator app reads; HMAC does not rest on its resistance to collisions.
"""

import base64
import hashlib
import hmac
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20
"""RFC 4226 section 4: 160 bits are recommended."""
_LATE_STEPS = (0, -1, 1)


def step_of(at: datetime) -> int:
    """Return the number of the time step that an instant lies in."""
    return int(at.timestamp()) // STEP_SECONDS


def code_of(secret: bytes, step: int) -> str:
    """Return the code of a time step.

    >>> code_of(b"12345678901234567890", 1)
    '287082'
    """
    digest = hmac.digest(secret, step.to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def matching_step(secret: bytes, code: str, at: datetime, used_step: int | None) -> int | None:
    """Return the step whose code this is, None when it is none of now, just before, just after.

    A code holds once: steps up to `used_step` are over (RFC 6238 section 5.2).
    """
    typed = "".join(code.split())
    now = step_of(at)
    for late in _LATE_STEPS:
        step = now + late
        is_right = hmac.compare_digest(code_of(secret, step).encode(), typed.encode())
        if is_right and (used_step is None or step > used_step):
            return step
    return None


def secret_in_letters(secret: bytes) -> str:
    """Return a secret as people type it into an app: base32 in groups of four."""
    letters = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def enrolment_uri(secret: bytes, issuer: str, login: str) -> str:
    """Return what an authenticator app reads from a QR code."""
    letters = base64.b32encode(secret).decode().rstrip("=")
    query = urlencode({"secret": letters, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(login)}?{query}"
