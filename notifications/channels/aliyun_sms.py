"""An SMS through Aliyun (短信服务 Dysmsapi, SendSms 2017-05-25), signed by ACS3-HMAC-SHA256.

Signature: https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
Limits: a number gets 1 a minute, 5 an hour, 10 a day of one signature (isv.BUSINESS_LIMIT_CONTROL).
`aliyunsms://ACCESS_KEY_ID:ACCESS_KEY_SECRET@dysmsapi.aliyuncs.com`.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote, unquote, urlsplit

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

_SCHEME = "aliyunsms"
_ENDPOINT = "dysmsapi.aliyuncs.com"
_VERSION, _ACTION = "2017-05-25", "SendSms"
_OUT_ID_CHARACTERS = 32


class AliyunSms(SmsPlugin):
    """One SMS through Aliyun."""

    service_name_cn = "阿里云短信"
    access_key_id: str
    access_key_secret: str
    codes = SmsCodes(
        wait_seconds={"isv.DAY_LIMIT_CONTROL": 86_400, "isv.BUSINESS_LIMIT_CONTROL": 900},
        channel_wait_seconds={"Throttling": 60, "ServiceUnavailable": 60},
        settings=(
            "isv.AMOUNT_NOT_ENOUGH",
            "isv.OUT_OF_SERVICE",
            "isv.ACCOUNT",
            "isv.PRODUCT",
            "isv.SMS_SIGN",
            "isv.SMS_TEMPLATE",
            "isv.TEMPLATE",
            "isp.RAM_PERMISSION_DENY",
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "IncompleteSignature",
            "InvalidTimeStamp",
            "Forbidden",
        ),
        refused=(
            "isv.MOBILE",
            "isv.BLACK_KEY_CONTROL_LIMIT",
            "isv.INVALID",
            "isv.PARAM",
            "MissingPhoneNumbers",
        ),
    )

    def exchange(self) -> Answer:
        """Post the signed request."""
        endpoint = self.config.service_url.rstrip("/") or f"https://{_ENDPOINT}"
        query = canonical_query(
            {
                "OutId": self.message.key[:_OUT_ID_CHARACTERS],
                "PhoneNumbers": self.mobile,
                "SignName": self.config.sign_name,
                "TemplateCode": self.template(),
                "TemplateParam": json.dumps(self.values(), ensure_ascii=False),
            }
        )
        request = httpx.Request("POST", f"{endpoint}/?{query}", content=b"")
        headers = {
            "host": request.headers["Host"],
            "x-acs-action": _ACTION,
            "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
            "x-acs-date": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "x-acs-signature-nonce": secrets.token_hex(16),
            "x-acs-version": _VERSION,
        }
        signed = authorization(query, headers, self.access_key_id, self.access_key_secret)
        request.headers.update({**headers, "Authorization": signed})
        limits = Limits(self.config.timeout_seconds, ANSWER_BYTES)
        return exchange(request, limits)

    def answered(self, answer: Answer) -> Delivery:
        """Read the code: OK, or what is wrong, also with HTTP 200."""
        try:
            said = json.loads(answer.body)
        except ValueError:
            said = None
        if not isinstance(said, dict) or not isinstance(said.get("Code"), str):
            return without_success(answer, self.service_name_cn)
        if said["Code"] == "OK" and answer.response.is_success:
            return accepted("阿里云短信已接收。")
        return self.codes.meaning(self.service_name_cn, said["Code"], str(said.get("Message", "")))


def canonical_query(parameters: Mapping[str, str]) -> str:
    """Return parameters sorted and encoded by RFC 3986, as they are signed and as they are sent."""
    return "&".join(
        f"{quote(name, '-_.~')}={quote(value, '-_.~')}"
        for name, value in sorted(parameters.items())
    )


def authorization(
    query: str, headers: Mapping[str, str], access_key_id: str, access_key_secret: str
) -> str:
    """Return the header that signs a POST to `/` with these parameters and lower-case headers."""
    names = ";".join(sorted(headers))
    said = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    canonical = f"POST\n/\n{query}\n{said}\n{names}\n{headers['x-acs-content-sha256']}"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"ACS3-HMAC-SHA256\n{digest}"
    signature = hmac.new(access_key_secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return (
        f"ACS3-HMAC-SHA256 Credential={access_key_id},SignedHeaders={names},Signature={signature}"
    )


def _plugin(address: str, config: ChannelConfig) -> AliyunSms:
    parts = urlsplit(config.url)
    if parts.scheme != _SCHEME or not parts.username or not parts.password:
        detail = (
            f"阿里云短信的地址 {config.masked_url} 无法识别，"
            "应为 aliyunsms://AccessKeyId:AccessKeySecret@dysmsapi.aliyuncs.com。"
        )
        raise SettingsFault(detail)
    checked(AliyunSms, config)
    plugin = make(AliyunSms, {"schema": _SCHEME})
    plugin.config, plugin.mobile = config, mobile_of(address)
    plugin.access_key_id = unquote(parts.username)
    plugin.access_key_secret = unquote(parts.password)
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
