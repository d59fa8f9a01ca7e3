"""Passwords: Argon2id as RFC 9106 has it for little memory, at most two at a time."""

import secrets
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_A_TIME: Final = 2
"""Each takes 64 MiB and 150 ms of a core: more at once would starve the pages."""
_ONE_TIME_WORDS = 4
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_WORD_CHARACTERS = 5
_hasher = PasswordHasher()
_gate = BoundedSemaphore(AT_A_TIME)
_OF_NOBODY = _hasher.hash(secrets.token_urlsafe(32))
"""Looked at where there is no password: the answer takes as long as for a wrong one."""


def hash_of(password: str) -> str:
    """Return what is stored of a password."""
    with _gate:
        return _hasher.hash(password)


def is_right(password: str, stored: str | None) -> bool:
    """Tell whether a password is the one whose hash is stored; as slow for nobody's."""
    with _gate:
        try:
            is_same = _hasher.verify(stored or _OF_NOBODY, password)
        except (VerificationError, InvalidHashError):
            return False
    return is_same and stored is not None


def is_out_of_date(stored: str) -> bool:
    """Tell whether a hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def one_time_password() -> str:
    """Return a random password that can be read out on the telephone: 99 bits."""
    words = (
        "".join(secrets.choice(_LETTERS) for _ in range(_WORD_CHARACTERS))
        for _ in range(_ONE_TIME_WORDS)
    )
    return "-".join(words)
