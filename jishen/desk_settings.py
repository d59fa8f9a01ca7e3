"""Settings of the desk and of signing in to it; read as a part of `jishen.settings`."""

from pydantic import BaseModel, ConfigDict, Field

from jishen.domain.people import Role


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OidcSettings(_Group):
    """A provider of OpenID Connect (统一身份认证); off without an issuer."""

    issuer: str = ""
    client_id: str = ""
    client_secret: str = Field(default="", repr=False)
    name: str = "统一身份认证"
    is_second_factor: bool = False
    """Whether it is trusted to ask for a second factor, so that we do not."""


class WecomSettings(_Group):
    """WeCom (企业微信, 政务微信, 粤政易): an own app; off without a corporation."""

    corp_id: str = ""
    agent_id: str = ""
    secret: str = Field(default="", repr=False)
    name: str = "企业微信"
    is_second_factor: bool = False
    api_url: str = "https://qyapi.weixin.qq.com"
    in_app_url: str = "https://open.weixin.qq.com/connect/oauth2/authorize"
    browser_url: str = "https://login.work.weixin.qq.com/wwlogin/sso/login"


class DeskSettings(_Group):
    """Where the desk listens, and under which address people reach it."""

    host: str = "127.0.0.1"
    port: int = 8600
    public_url: str = ""
    """Address used in notices; empty = http://host:port."""
    session_idle_minutes: float = Field(default=30, gt=0, le=480)
    session_hours: float = Field(default=10, gt=0, le=24)
    """The absolute end of a session, however busy it is."""
    code_minutes: float = Field(default=30, gt=0, le=480)
    """Before a decision on money the one-time code must have been typed within this time."""
    code_roles: tuple[Role, ...] = (Role.APPROVER, Role.ADMIN)
    """Roles that may act only with a one-time code beside the password."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses of proxies whose X-Forwarded-For is believed."""
    oidc: OidcSettings = OidcSettings()
    wecom: WecomSettings = WecomSettings()

    @property
    def url(self) -> str:
        """The address without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")
