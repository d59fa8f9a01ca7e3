"""Which other systems sign people in here, as configured."""

from desk.oidc import OidcProvider
from desk.provider import Provider
from desk.wecom import WecomProvider
from jishen.desk_settings import DeskSettings


def providers_of(desk: DeskSettings) -> tuple[Provider, ...]:
    """Return the systems that are configured, in the order of their buttons."""
    found: list[Provider] = []
    if desk.oidc.issuer:
        found.append(OidcProvider(desk.oidc))
    if desk.wecom.corp_id:
        found.append(WecomProvider(desk.wecom))
    return tuple(found)
