"""WeCom's OAuth (企业微信; 政务微信 and 粤政易 speak the same): a code becomes a member's UserID.

As developer.work.weixin.qq.com documents 网页授权登录 and Web 登录: `snsapi_base` inside the app,
the login page elsewhere; the code works once and for five minutes; `errcode` 0 alone is good.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from desk.provider import Begun, ask, text_in
from jishen.desk_settings import WecomSettings
from jishen.domain.access_errors import ProviderFault


@dataclass(frozen=True, slots=True)
class WecomProvider:
    """One corporation's app, as configured."""

    settings: WecomSettings

    @property
    def key(self) -> str:
        """What its people are linked under."""
        return f"wecom:{self.settings.corp_id}"

    @property
    def means(self) -> str:
        """The last part of its addresses here."""
        return "wecom"

    @property
    def name(self) -> str:
        """As the button says it."""
        return self.settings.name

    @property
    def is_second_factor(self) -> bool:
        """Whether it is trusted to have asked for a second factor."""
        return self.settings.is_second_factor

    def authorize_url(self, begun: Begun) -> str:
        """Return where the browser is sent: silent inside the app, a page with a code elsewhere."""
        shared = {
            "appid": self.settings.corp_id,
            "agentid": self.settings.agent_id,
            "redirect_uri": begun.redirect_uri,
            "state": begun.state,
        }
        if "wxwork" in begun.agent.lower():
            silent = {**shared, "response_type": "code", "scope": "snsapi_base"}
            return f"{self.settings.in_app_url}?{urlencode(silent)}#wechat_redirect"
        return f"{self.settings.browser_url}?{urlencode({'login_type': 'CorpApp', **shared})}"

    def subject_of(self, code: str, begun: Begun, at_second: float) -> str:  # noqa: ARG002 (WeCom has neither nonce nor token times)
        """Return the UserID of the member; whoever is no member of the corporation has none."""
        token = self._asked(
            "gettoken", corpid=self.settings.corp_id, corpsecret=self.settings.secret
        )
        said = self._asked(
            "auth/getuserinfo", access_token=text_in(token, "access_token", self._host), code=code
        )
        # `userid` today, `UserId` in older installations.
        found = said.get("userid") or said.get("UserId")
        if not isinstance(found, str):
            message = f"{self.settings.name}未返回成员标识：该用户不是本单位成员"
            raise ProviderFault(message)
        return found

    @property
    def _host(self) -> str:
        return urlsplit(self.settings.api_url).hostname or ""

    def _asked(self, what: str, **query: str) -> Mapping[str, object]:
        url = f"{self.settings.api_url.rstrip('/')}/cgi-bin/{what}"
        said = ask("GET", url, params=query)
        code = said.get("errcode", 0)
        if code != 0:
            message = f"{self.settings.name}拒绝了 {what}（errcode {code}）"
            raise ProviderFault(message)
        return said
