"""An SMS through Tencent Cloud (腾讯云短信 SendSms 2021-01-11), signed by TC3-HMAC-SHA256.

https://cloud.tencent.com/document/product/382/55981 and, for the signature, /382/52071. A number
gets 1 in 30 s, 5 an hour, 10 a day unless the application is set up otherwise.
`tencentsms://SECRET_ID:SECRET_KEY@SDK_APP_ID?region=ap-guangzhou`.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import httpx

from jishen.domain.errors import SettingsFault
from notifications.channels.carrier import carry, make
from notifications.channels.config import ChannelConfig
from notifications.channels.exchange import Answer, Limits, exchange
from notifications.channels.sms import (
    ANSWER_BYTES,
    SmsCodes,
    SmsPlugin,
    carried_message,
    checked,
    mobile_of,
    without_success,
)
from notifications.message import Delivery, Message, accepted

_SCHEME = "tencentsms"
_ENDPOINT = "https://sms.tencentcloudapi.com"
_VERSION, _ACTION, _SERVICE = "2021-01-11", "SendSms", "sms"
_CONTENT_TYPE = "application/json; charset=utf-8"


class TencentSms(SmsPlugin):
    """One SMS through Tencent Cloud."""

    service_name_cn = "腾讯云短信"
    secret_id: str
    secret_key: str
    sdk_app_id: str
    region: str
    codes = SmsCodes(
        wait_seconds={
            "LimitExceeded.PhoneNumberThirtySecondLimit": 60,
            "LimitExceeded.PhoneNumberOneHourLimit": 3600,
            "LimitExceeded.PhoneNumber": 86_400,
        },
        channel_wait_seconds={
            "LimitExceeded.AppDailyLimit": 3600,
            "LimitExceeded": 60,
            "RequestLimitExceeded": 60,
        },
        settings=(
            "AuthFailure",
            "UnauthorizedOperation",
            "FailedOperation.InsufficientBalance",
            "FailedOperation.SignatureIncorrect",
            "FailedOperation.TemplateIncorrect",
            "FailedOperation.TemplateParamSetNotMatch",
            "FailedOperation.MissingSignature",
            "InvalidParameterValue.SdkAppId",
            "InvalidParameterValue.TemplateParameterFormat",
        ),
        refused=(
            "FailedOperation.ContainSensitiveWord",
            "FailedOperation.PhoneNumberInBlacklist",
            "FailedOperation.PhoneNumberOnBlacklist",
            "InvalidParameterValue",
            "UnsupportedOperation",
        ),
    )

    def exchange(self) -> Answer:
        """Post the signed request."""
        body = json.dumps(
            {
                "PhoneNumberSet": [f"+86{self.mobile}"],
                "SmsSdkAppId": self.sdk_app_id,
                "SignName": self.config.sign_name,
                "TemplateId": self.template(),
                # In the order of the approved template: the service's places are {1}, {2} …
                "TemplateParamSet": list(self.values().values()),
                "SessionContext": self.message.key,
            },
            ensure_ascii=False,
        ).encode()
        endpoint = self.config.service_url.rstrip("/") or _ENDPOINT
        request = httpx.Request("POST", f"{endpoint}/", content=body)
        signed = {
            "content-type": _CONTENT_TYPE,
            "host": request.headers["Host"],
            "x-tc-action": _ACTION.lower(),
        }
        now = int(time.time())
        request.headers.update(
            {
                "Authorization": authorization(
                    _SERVICE, body, signed, now, (self.secret_id, self.secret_key)
                ),
                "Content-Type": _CONTENT_TYPE,
                "X-TC-Action": _ACTION,
                "X-TC-Timestamp": str(now),
                "X-TC-Version": _VERSION,
                "X-TC-Region": self.region,
            }
        )
        return exchange(request, Limits(self.config.timeout_seconds, ANSWER_BYTES))

    def answered(self, answer: Answer) -> Delivery:
        """Read the code of the request, or that of the one number."""
        code, says = _code_of(answer.body)
        if code is None:
            return without_success(answer, self.service_name_cn)
        if code == "Ok" and answer.response.is_success:
            return accepted("腾讯云短信已接收。")
        return self.codes.meaning(self.service_name_cn, code, says)


def authorization(
    service: str,
    body: bytes,
    headers: Mapping[str, str],
    timestamp: int,
    credential: tuple[str, str],
) -> str:
    """Return the header that signs a POST to `/` with this body and these lower-case headers."""
    secret_id, secret_key = credential
    day = f"{datetime.fromtimestamp(timestamp, UTC):%Y-%m-%d}"
    names = ";".join(sorted(headers))
    said = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = f"POST\n/\n\n{said}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{day}/{service}/tc3_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"TC3-HMAC-SHA256\n{timestamp}\n{scope}\n{digest}"
    key = f"TC3{secret_key}".encode()
    for part in (day, service, "tc3_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    return (
        f"TC3-HMAC-SHA256 Credential={secret_id}/{scope}, SignedHeaders={names}, "
        f"Signature={signature}"
    )


def _code_of(body: bytes) -> tuple[str | None, str]:
    """Return an answer's code and its words; None when it is no such answer."""
    try:
        response = json.loads(body)["Response"]
        said = response.get("Error") or response["SendStatusSet"][0]
        return str(said["Code"]), str(said.get("Message", ""))
    except (ValueError, LookupError, TypeError, AttributeError):
        return None, ""


def _plugin(address: str, config: ChannelConfig) -> TencentSms:
    parts = urlsplit(config.url)
    if parts.scheme != _SCHEME or not (parts.username and parts.password and parts.hostname):
        detail = (
            f"腾讯云短信的地址 {config.masked_url} 无法识别，"
            "应为 tencentsms://SecretId:SecretKey@SdkAppId?region=ap-guangzhou。"
        )
        raise SettingsFault(detail)
    checked(TencentSms, config)
    plugin = make(TencentSms, {"schema": _SCHEME})
    plugin.config, plugin.mobile = config, mobile_of(address)
    plugin.secret_id, plugin.secret_key = unquote(parts.username), unquote(parts.password)
    plugin.sdk_app_id = parts.hostname
    plugin.region = parse_qs(parts.query).get("region", ["ap-guangzhou"])[0]
    return plugin


def send(message: Message, address: str, config: ChannelConfig) -> Delivery:
    """Send an SMS to one number; raises SettingsFault or Refused before anything is sent."""
    plugin = _plugin(address, config)
    plugin.message = carried_message(message)
    plugin.template(), plugin.values()
    return carry(plugin, message)


def check(config: ChannelConfig) -> None:
    """Raise SettingsFault when no SMS could ever be sent with these settings."""
    _plugin("13800000000", config)
