"""What `jishen doctor` looks at for sign-in: somebody who lets people in, codes, a safe address."""

from collections.abc import Iterator
from ipaddress import ip_address

from sqlalchemy.exc import SQLAlchemyError

from commands.doctor_claims import Said
from flows.running import now, store_of
from jishen.domain.people import ROLE_NAMES, Role
from jishen.settings import Settings
from jishen.store import schema
from jishen.store.people import day_of, holders_of

CODE_ROLES = (Role.APPROVER, Role.ADMIN)
"""Who acts on money or on accounts: a password alone is not enough (ASVS 6.3.3)."""


def people_said(settings: Settings) -> Iterator[Said]:
    """Yield what is to be said of people and their way in."""
    count = _admins(settings)
    if count:
        yield "系统管理员", "ok", f"在任 {count} 人", ""
    else:
        remedy = "运行 jishen people add 登录名 --name 姓名 --role admin --by 姓名。"
        yield "系统管理员", "missing", "没有在任的系统管理员，无人可以开通账号", remedy
    without = [ROLE_NAMES[role] for role in CODE_ROLES if role not in settings.desk.code_roles]
    if without and not settings.is_demonstration:
        detail = f"{'、'.join(without)}人员登录不需要动态口令"
        yield "动态口令", "note", detail, "在 jishen.toml 的 [desk] 中删去 code_roles 一项。"
    if not (settings.desk.url.startswith("https://") or _is_loopback(settings.desk.host)):
        remedy = "由 HTTPS 反向代理转发：desk.host 为 127.0.0.1，desk.public_url 为 https:// 地址。"
        yield "办理台地址", "missing", f"{settings.desk.url} 未加密，密码将明文传输", remedy


def _admins(settings: Settings) -> int:
    store = store_of(settings)
    try:
        if not schema.is_current(store):
            return 0
        with store.reading() as session:
            return len(holders_of(session, Role.ADMIN, day_of(now())))
    except SQLAlchemyError:
        return 0
    finally:
        store.close()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
