"""Sealed columns: AES-256-GCM, bound to table, column and row, under keys that are not kept here.

A sealed value is `v1.<key id>.<base64url of nonce and ciphertext>`. Its place is authenticated with
it: copied into another row it does not open. docs/decisions/0016 says why.
"""

import base64
import binascii
import json
import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jishen.domain.claim_errors import KeysFault, SealBroken
from jishen.store.tables.base import JsonValue, canonical_json

KEY_BYTES = 32
NONCE_BYTES = 12
_VERSION = "v1"
_PARTS = 3


@dataclass(frozen=True, slots=True)
class Keyring:
    """Keys by id; the first one seals, all of them open."""

    current: str
    _keys: dict[str, bytes] = field(repr=False)

    @property
    def key_ids(self) -> tuple[str, ...]:
        """The ids, the one that seals first."""
        return tuple(self._keys)

    def cipher(self, key_id: str) -> AESGCM:
        """Return the cipher of a key; raises KeysFault when the key is not here."""
        if key_id not in self._keys:
            message = f"没有编号为 {key_id} 的密钥，以其加密的内容无法打开"
            raise KeysFault(message)
        return AESGCM(self._keys[key_id])


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value stands."""

    table: str
    column: str
    row_id: str

    def bound_to(self, key_id: str) -> bytes:
        """Return what is authenticated beside the value."""
        return f"{_VERSION}|{self.table}|{self.column}|{self.row_id}|{key_id}".encode()


def new_key_line(key_id: str) -> str:
    """Return a new random key as a line of the key file."""
    return f"{key_id}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def read_keys(text: str) -> Keyring:
    """Return the keys of a key file or variable: `id:base64`, blanks or lines between.

    Raises:
        KeysFault: there is none, an id stands twice, or a key is not 32 bytes in base64.
    """
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    keys: dict[str, bytes] = {}
    for place, item in enumerate(" ".join(lines).split(), start=1):
        key_id, _, encoded = item.partition(":")
        if not key_id.isascii() or not key_id.replace("-", "").isalnum() or key_id in keys:
            message = f"第 {place} 个密钥的编号缺失、重复或含有字母、数字、连字符以外的字符"
            raise KeysFault(message)
        keys[key_id] = _decoded(encoded, place)
    if not keys:
        message = "没有设置申报资料加密密钥（claims.keys 或 claims.keys_file）"
        raise KeysFault(message)
    return Keyring(next(iter(keys)), keys)


def _decoded(encoded: str, place: int) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        message = f"第 {place} 个密钥不是 {KEY_BYTES} 字节的 base64"
        raise KeysFault(message)
    return key


def seal(keys: Keyring, place: Place, value: JsonValue) -> str:
    """Return a value sealed for a place under the current key."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    plain = canonical_json(value).encode()
    sealed = keys.cipher(keys.current).encrypt(nonce, plain, place.bound_to(keys.current))
    return f"{_VERSION}.{keys.current}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(keys: Keyring, place: Place, sealed: str) -> JsonValue:
    """Return the value that was sealed for this place.

    Raises:
        KeysFault: its key is not among these.
        SealBroken: it was altered, or sealed for another place.
    """
    key_id, content = _taken_apart(place, sealed)
    cipher = keys.cipher(key_id)
    try:
        plain = cipher.decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], place.bound_to(key_id))
    except InvalidTag:
        raise _broken(place) from None
    value: JsonValue = json.loads(plain)
    return value


def key_id_of(sealed: str) -> str:
    """Return the id of the key that sealed a value."""
    return sealed.split(".")[1]


def _taken_apart(place: Place, sealed: str) -> tuple[str, bytes]:
    parts = sealed.split(".")
    try:
        content = base64.urlsafe_b64decode(parts[-1])
    except (ValueError, binascii.Error):
        raise _broken(place) from None
    if len(parts) != _PARTS or parts[0] != _VERSION or len(content) <= NONCE_BYTES:
        raise _broken(place)
    return parts[1], content


def _broken(place: Place) -> SealBroken:
    return SealBroken(f"{place.table} 表 {place.row_id} 行 {place.column} 栏的加密内容无法通过校验")
