"""Secrets at rest: AES-256-GCM, bound to the row they stand in, the key outside of the database."""

import base64
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jishen.domain.access_errors import SealFault

KEY_BYTES = 32
_NONCE_BYTES = 12
_SCHEME = "a1"


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals and opens with the key of one file."""

    path: Path
    _key: bytes = field(repr=False)

    def seal(self, plain: bytes, about: str) -> str:
        """Return `plain` encrypted; `about` (table, column, row) must be given again to open it."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = nonce + AESGCM(self._key).encrypt(nonce, plain, about.encode())
        return f"{_SCHEME}.{base64.urlsafe_b64encode(sealed).decode()}"

    def open(self, sealed: str, about: str) -> bytes:
        """Return what was sealed.

        Raises:
            SealFault: sealed with another key, for another row, or altered.
        """
        scheme, _, text = sealed.partition(".")
        content = base64.urlsafe_b64decode(text)
        try:
            if scheme != _SCHEME:
                raise InvalidTag
            nonce = content[:_NONCE_BYTES]
            return AESGCM(self._key).decrypt(nonce, content[_NONCE_BYTES:], about.encode())
        except InvalidTag:
            message = f"密文无法用密钥文件 {self.path.name} 解开（密钥不符，或数据被移动、改动）"
            raise SealFault(message) from None


def sealer_of(path: Path) -> Sealer:
    """Return the sealer of a key file; a missing file is made, for its owner's eyes only.

    Raises:
        SealFault: the file holds something else than a key.
    """
    if not path.exists():
        _make_key(path)
    try:
        key = base64.b64decode(path.read_text(encoding="ascii").strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        message = f"密钥文件 {path} 不是 {KEY_BYTES} 字节的 Base64 密钥"
        raise SealFault(message)
    return Sealer(path, key)


def _make_key(path: Path) -> None:
    """Write a new key, whole or not at all; where another process was first, its key stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
