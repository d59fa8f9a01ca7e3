"""`jishen keys`: the keys that seal accounts and contacts: new, in use, rotate."""

import os
from pathlib import Path

import click

from flows.running import now, store_of
from jishen.cases.key_rotation import count_by_key, rotate
from jishen.domain.claim_errors import KeysFault
from jishen.settings import load_settings
from jishen.store.keyring import new_key_line, read_keys

_FILE_MODE = 0o600


@click.group()
def keys() -> None:
    """申报资料加密密钥：生成、查看、更换。"""


@keys.command()
@click.option("--file", "path", type=click.Path(path_type=Path), help="写入密钥文件首行。")
def new(path: Path | None) -> None:
    """生成一个新密钥：缺省打印一行，--file 则写入密钥文件的首行（新密钥在前）。"""
    line = new_key_line(f"k{now():%Y%m%d-%H%M%S}")
    if path is None:
        click.echo(line)
        return
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    if before:
        read_keys(before)  # a file that is no key file is not written to
    _write_whole(path, f"{line}\n{before}")
    click.echo(f"新密钥 {line.partition(':')[0]} 已写入 {path}。请立即另行备份：密钥丢失无法找回。")


@keys.command()
def status() -> None:
    """列出密钥编号与各自加密的申报数；不显示密钥。"""
    settings = load_settings()
    keyring = read_keys(settings.claims.key_text())
    store = store_of(settings)
    with store.reading() as session:
        used = count_by_key(session)
    store.close()
    for key_id in keyring.key_ids:
        note = "当前加密用" if key_id == keyring.current else "仅解密用"
        click.echo(f"{key_id}　{note}　{used.get(key_id, 0)} 份申报")
    missing = sorted(set(used) - set(keyring.key_ids))
    if missing:
        message = f"缺少密钥 {'、'.join(missing)}，以其加密的申报无法打开"
        raise KeysFault(message)


@keys.command(name="rotate")
@click.option("--by", required=True, metavar="姓名", help="经办人，记入审计。")
def rotate_keys(by: str) -> None:
    """以首个密钥重新加密全部申报资料；完成后旧密钥方可移除。"""
    settings = load_settings()
    keyring = read_keys(settings.claims.key_text())
    store = store_of(settings)
    try:
        rotated = rotate(store, keyring, by=by, at=now())
    finally:
        store.close()
    click.echo(f"已用密钥 {keyring.current} 重新加密 {rotated.claims} 份申报。")


def _write_whole(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
