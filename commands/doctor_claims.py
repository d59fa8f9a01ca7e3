"""What `jishen doctor` looks at for the enterprise's page: keys that are there, a safe address."""

from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from flows.running import store_of
from jishen.cases.key_rotation import count_by_key
from jishen.domain.registry_errors import SealFault
from jishen.sealing import key_id, seal_of
from jishen.settings import Settings
from jishen.store import schema

Said = tuple[str, str, str, str]
"""What was looked at, `ok`, `note` or `missing`, the detail, the remedy."""


def claims_said(settings: Settings) -> Iterator[Said]:
    """Yield what is to be said of the enterprise's page."""
    try:
        known = {key_id(key) for key in seal_of(settings.key_file).keys}
    except SealFault as fault:
        is_new = not settings.key_file.exists()
        detail = "密钥文件尚未建立：企业不能网上申报，告知不附办理链接" if is_new else str(fault)
        yield "企业申报", "note" if is_new else "missing", detail, "运行 jishen keys new 生成。"
        return
    lost = "、".join(sorted(_used(settings) - known))
    if lost:
        yield "企业申报", "missing", f"缺少密钥 {lost}，部分内容无法打开", SealFault.remedy
    elif settings.enterprise_channel != "file" and not settings.desk.url.startswith("https://"):
        remedy = "将 desk.public_url 设为企业可访问的 https:// 地址（只转发 /e/ 与 /static/）。"
        yield "企业申报", "missing", f"办理链接 {settings.desk.url}/e/… 未加密传输", remedy
    else:
        yield "企业申报", "ok", f"办理链接 {settings.desk.url}/e/…", ""


def _used(settings: Settings) -> set[str]:
    store = store_of(settings)
    try:
        if not schema.is_current(store):
            return set()
        with store.reading() as session:
            return set(count_by_key(session))
    except SQLAlchemyError:
        return set()
    finally:
        store.close()
