"""Sealing of data that must not lie open in a database: AES-256-GCM, bound to its place.

A sealed text is `sealed:<key id>:<nonce and ciphertext, base64>`. The place (table, column, row) is
authenticated with it: a text moved to another row does not open. Keys live outside the database,
in a file that only the product's own user may read; the first line's key seals, every key opens.
"""

import base64
import binascii
import hashlib
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jishen.domain.registry_errors import SealFault

MARK = "sealed:"
KEY_BYTES = 32
_NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed text stands: it opens nowhere else."""

    table: str
    column: str
    row: str

    @property
    def bound(self) -> bytes:
        """The bytes that are authenticated with the text."""
        return "\x1f".join((self.table, self.column, self.row)).encode()


@dataclass(frozen=True, slots=True)
class Seal:
    """Keys to seal and open with, newest first."""

    keys: tuple[bytes, ...] = field(repr=False)
    _ciphers: dict[str, AESGCM] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ciphers", {key_id(key): AESGCM(key) for key in self.keys})

    def seal(self, text: str, place: Place) -> str:
        """Return the text sealed with the newest key; an empty text stays empty."""
        if not text:
            return ""
        name, cipher = next(iter(self._ciphers.items()))
        nonce = secrets.token_bytes(_NONCE_BYTES)
        body = nonce + cipher.encrypt(nonce, text.encode(), place.bound)
        return f"{MARK}{name}:{base64.b64encode(body).decode()}"

    def open(self, sealed: str, place: Place) -> str:
        """Return the text that was sealed for this place; an empty one stays empty.

        Raises:
            SealFault: not a sealed text, changed, moved, or sealed with a key that is not here.
        """
        if not sealed:
            return ""
        named, _, body = sealed.removeprefix(MARK).partition(":")
        cipher = self._ciphers.get(named)
        if not is_sealed(sealed) or cipher is None:
            message = f"{place.table}.{place.column} 的密文所用密钥（{named[:16]}）不在密钥文件中"
            raise SealFault(message)
        try:
            raw = base64.b64decode(body, validate=True)
            plain = cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.bound)
        except (InvalidTag, ValueError, binascii.Error):
            message = f"{place.table}.{place.column} 的密文已被改动或移位，不能解开"
            raise SealFault(message) from None
        return plain.decode()


def is_sealed(text: str) -> bool:
    """Tell whether a text is a sealed one."""
    return text.startswith(MARK)


def key_id(key: bytes) -> str:
    """Return the short name under which a key stands in front of what it sealed."""
    return hashlib.sha256(b"jishen key id" + key).hexdigest()[:8]


def seal_of(path: Path) -> Seal:
    """Return the seal of a key file.

    Raises:
        SealFault: the file is not there or cannot be read, others may read it, a line is no key.
    """
    try:
        if path.stat().st_mode & 0o077:
            message = f"密钥文件 {path.name} 可被其他用户读取"
            raise SealFault(message)
        lines = path.read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError) as error:
        message = f"密钥文件 {path.name} 不能读取（{type(error).__name__}）"
        raise SealFault(message) from None
    return Seal(tuple(_key(line, path.name) for line in lines) or _no_key(path.name))


def seal_or_new(path: Path) -> Seal:
    """Return the seal of a key file; the first call makes the file, with a new key.

    Raises:
        SealFault: the file cannot be made, or `seal_of` refuses it.
    """
    if not path.exists():
        try:
            _make(path)
        except OSError as error:
            message = f"密钥文件 {path.name} 不能写入（{type(error).__name__}）"
            raise SealFault(message) from None
    return seal_of(path)


def _make(path: Path) -> None:
    """Write a file with one new key; when another process was faster, theirs stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(new, path)  # never over an existing key: what it sealed would be lost
        except FileExistsError:
            return
    finally:
        new.unlink(missing_ok=True)


def _key(line: str, name: str) -> bytes:
    try:
        key = base64.b64decode(line, validate=True)
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != KEY_BYTES:
        message = f"密钥文件 {name} 中有一行不是 256 位密钥"
        raise SealFault(message)
    return key


def _no_key(name: str) -> tuple[bytes, ...]:
    message = f"密钥文件 {name} 是空的"
    raise SealFault(message)
