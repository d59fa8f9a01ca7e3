"""Settings of sign-in by other systems; read as a part of `jishen.settings`."""

from pydantic import BaseModel, ConfigDict, Field


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
