"""`jishen keys`: the keys that seal accounts and contacts: new, in use, rotate."""

import base64
import os
import secrets
from pathlib import Path

import click

from flows.running import now, store_of
from jishen.cases.key_rotation import count_by_key, rotate
from jishen.domain.registry_errors import SealFault
from jishen.sealing import KEY_BYTES, key_id, seal_of
from jishen.settings import load_settings

_FILE_MODE = 0o600


@click.group()
def keys() -> None:
    """加密密钥：生成、查看、更换。"""


@keys.command()
def new() -> None:
    """在密钥文件首行加入一个新密钥；原有密钥保留，仍可解密。"""
    path = load_settings().key_file
    if path.exists():
        seal_of(path)  # a file that is no key file is not written to
    before = path.read_text(encoding="ascii") if path.exists() else ""
    key = secrets.token_bytes(KEY_BYTES)
    _write_whole(path, f"{base64.b64encode(key).decode()}\n{before}")
    click.echo(f"新密钥 {key_id(key)} 已写入 {path} 首行。请立即另行备份：密钥丢失无法找回。")


@keys.command()
def status() -> None:
    """列出密钥的短名与各自加密的行数；不显示密钥。"""
    settings = load_settings()
    seal = seal_of(settings.key_file)
    store = store_of(settings)
    with store.reading() as session:
        used = count_by_key(session)
    store.close()
    known = [key_id(key) for key in seal.keys]
    for place, name in enumerate(known):
        note = "仅解密用" if place else "当前加密用"
        click.echo(f"{name}　{note}　{used.get(name, 0)} 行")
    missing = sorted(set(used) - set(known))
    if missing:
        message = f"缺少密钥 {'、'.join(missing)}，以其加密的内容无法打开"
        raise SealFault(message)


@keys.command(name="rotate")
@click.option("--by", required=True, metavar="姓名", help="经办人，记入审计。")
def rotate_keys(by: str) -> None:
    """以首个密钥重新加密企业名册与申报中的个人信息和账户；完成后旧密钥方可移除。"""
    settings = load_settings()
    seal = seal_of(settings.key_file)
    store = store_of(settings)
    try:
        rows = rotate(store, seal, by=by, at=now())
    finally:
        store.close()
    click.echo(f"已用密钥 {key_id(seal.keys[0])} 重新加密 {rows} 行。")


def _write_whole(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
