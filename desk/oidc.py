"""OpenID Connect, code flow with PKCE: discovery, exchange, the ID token checked to the letter."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

import jwt

from desk.provider import Begun, ask, text_in
from jishen.desk_settings import OidcSettings
from jishen.domain.access_errors import ProviderFault

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
"""Signatures by a key that only the provider has; never `none`, never one by a shared secret."""
LEEWAY_SECONDS: Final = 60
OLDEST_SECONDS: Final = 600
_CLAIMS = ("iss", "sub", "aud", "exp", "iat")
_SUBJECT_CHARACTERS = 255


@dataclass(frozen=True, slots=True)
class OidcProvider:
    """One provider, as configured."""

    settings: OidcSettings

    @property
    def key(self) -> str:
        """What its people are linked under."""
        return f"oidc:{self.settings.issuer}"

    @property
    def means(self) -> str:
        """The last part of its addresses here."""
        return "oidc"

    @property
    def name(self) -> str:
        """As the button says it."""
        return self.settings.name

    @property
    def is_second_factor(self) -> bool:
        """Whether it is trusted to have asked for a second factor."""
        return self.settings.is_second_factor

    def authorize_url(self, begun: Begun) -> str:
        """Return where the browser is sent."""
        endpoint = text_in(self._discovered(), "authorization_endpoint", self._host)
        challenge = hashlib.sha256(begun.verifier.encode()).digest()
        query = urlencode(
            {
                "response_type": "code",
                "client_id": self.settings.client_id,
                "redirect_uri": begun.redirect_uri,
                "scope": "openid",
                "state": begun.state,
                "nonce": begun.nonce,
                "code_challenge": base64.urlsafe_b64encode(challenge).decode().rstrip("="),
                "code_challenge_method": "S256",
            }
        )
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{query}"

    def subject_of(self, code: str, begun: Begun, at_second: float) -> str:
        """Return the `sub` of the ID token that the code is exchanged for."""
        known = self._discovered()
        said = ask(
            "POST",
            text_in(known, "token_endpoint", self._host),
            auth=(self.settings.client_id, self.settings.client_secret),
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": begun.redirect_uri,
                "code_verifier": begun.verifier,
            },
        )
        token = text_in(said, "id_token", self._host)
        claims = self._claims_in(token, text_in(known, "jwks_uri", self._host))
        self._check_times(claims, at_second)
        if claims.get("nonce") != begun.nonce:
            raise self._fault("nonce 不符")
        return self._subject_in(claims)

    @property
    def _host(self) -> str:
        return urlsplit(self.settings.issuer).hostname or ""

    def _fault(self, what: str) -> ProviderFault:
        return ProviderFault(f"{self.settings.name}的身份令牌未通过校验（{what}）")

    def _discovered(self) -> Mapping[str, object]:
        """Return the provider's own description; it must name itself as we do."""
        url = f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration"
        known = ask("GET", url)
        if known.get("issuer") != self.settings.issuer:
            raise self._fault("issuer 与设置不符")
        return known

    def _claims_in(self, token: str, jwks_uri: str) -> Mapping[str, object]:
        """Return what the token says, its signature, issuer and audience checked."""
        try:
            header = jwt.get_unverified_header(token)
            keys = jwt.PyJWKSet.from_dict(dict(ask("GET", jwks_uri))).keys
            fitting = [key for key in keys if header.get("kid") in {None, key.key_id}]
            if len(fitting) != 1:
                raise self._fault("没有唯一对应的公钥")
            return jwt.decode(
                token,
                fitting[0],
                algorithms=list(ALGORITHMS),
                audience=self.settings.client_id,
                issuer=self.settings.issuer,
                options={
                    "require": list(_CLAIMS),
                    # Against the desk's own clock: see _check_times.
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        except jwt.PyJWTError as error:
            raise self._fault(type(error).__name__) from None

    def _check_times(self, claims: Mapping[str, object], at_second: float) -> None:
        expires, issued = claims.get("exp"), claims.get("iat")
        if not isinstance(expires, int | float) or not isinstance(issued, int | float):
            raise self._fault("时间有误")
        is_over = at_second > expires + LEEWAY_SECONDS
        is_old = not -LEEWAY_SECONDS <= at_second - issued <= OLDEST_SECONDS
        if is_over or is_old:
            raise self._fault("已过期，或两边时钟不一致")

    def _subject_in(self, claims: Mapping[str, object]) -> str:
        audience, party = claims.get("aud"), claims.get("azp", self.settings.client_id)
        is_shared = isinstance(audience, list) and len(audience) > 1 and "azp" not in claims
        subject = claims.get("sub")
        if is_shared or party != self.settings.client_id:
            raise self._fault("不是签发给本系统的")
        if not isinstance(subject, str) or not 0 < len(subject) <= _SUBJECT_CHARACTERS:
            raise self._fault("没有用户标识")
        return subject
