"""A provider of OpenID Connect and a WeCom on loopback: they sign, check and refuse."""

import asyncio
import base64
import hashlib
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

import jwt
import uvicorn
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from desk.serving import listen
from jishen.desk_settings import DeskSettings

CLIENT, SECRET = "jishen-desk", "s3cret"
CORPORATION, APP_SECRET, WECOM_TOKEN = "ww123", "wecom-s3cret", "t1"


@dataclass
class IdentityServer:
    """Its address, what it will say of the next person, and what it was asked."""

    url: str
    at: datetime
    key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )
    claims: dict[str, Any] = field(default_factory=dict)
    """Put over the claims of the next token."""
    signed_with: Any = None
    algorithm: str = "RS256"
    wecom_answer: dict[str, Any] = field(default_factory=lambda: {"errcode": 0, "userid": "42"})
    issued: dict[str, dict[str, str]] = field(default_factory=dict)
    """Code → what it was asked for with."""
    asked: list[str] = field(default_factory=list)

    def authorize(self, query: dict[str, str]) -> str:
        """Let the person consent; return the code the browser brings back."""
        code = uuid.uuid4().hex
        self.issued[code] = query
        return code

    def id_token(self, query: dict[str, str]) -> str:
        """Return a signed token for the person."""
        now = int(self.at.timestamp())
        claims = {
            "iss": self.url,
            "sub": "42",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": query["nonce"],
            **self.claims,
        }
        said = {name: value for name, value in claims.items() if value is not None}
        key = self.signed_with or self.key
        return jwt.encode(said, key, self.algorithm, headers={"kid": "k1"})


def app_of(server: IdentityServer) -> FastAPI:
    """Return the server as an application."""
    app = FastAPI()
    _add_oidc(app, server)
    _add_wecom(app, server)
    return app


def _add_oidc(app: FastAPI, server: IdentityServer) -> None:

    @app.get("/.well-known/openid-configuration")
    def discovery() -> dict[str, str]:
        return {
            "issuer": server.claims.get("discovered_issuer", server.url),
            "authorization_endpoint": f"{server.url}/authorize",
            "token_endpoint": f"{server.url}/token",
            "jwks_uri": f"{server.url}/keys",
        }

    @app.get("/keys")
    def keys() -> dict[str, Any]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(server.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": "k1", "use": "sig", "alg": "RS256"}]}

    @app.post("/token")
    async def token(request: Request) -> JSONResponse:
        form = dict(parse_qsl((await request.body()).decode()))
        query = server.issued.pop(form["code"], None)  # a code holds once
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = hashlib.sha256(form["code_verifier"].encode()).digest()
        is_right = (
            query is not None
            and request.headers["authorization"] == f"Basic {basic}"
            and base64.urlsafe_b64encode(challenge).decode().rstrip("=") == query["code_challenge"]
            and form["redirect_uri"] == query["redirect_uri"]
        )
        if query is None or not is_right:
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse({"id_token": server.id_token(query), "token_type": "Bearer"})


def _add_wecom(app: FastAPI, server: IdentityServer) -> None:
    @app.get("/cgi-bin/gettoken")
    def wecom_token(corpid: str, corpsecret: str) -> dict[str, Any]:
        if (corpid, corpsecret) != (CORPORATION, APP_SECRET):
            return {"errcode": 40001, "errmsg": "invalid credential"}
        return {"errcode": 0, "access_token": WECOM_TOKEN, "expires_in": 7200}

    @app.get("/cgi-bin/auth/getuserinfo")
    def wecom_user(access_token: str, code: str) -> dict[str, Any]:
        if access_token != WECOM_TOKEN or server.issued.pop(code, None) is None:
            return {"errcode": 40029, "errmsg": "invalid code"}
        return server.wecom_answer


@contextmanager
def serving_identities(at: datetime) -> Iterator[IdentityServer]:
    """Serve on a free port of loopback."""
    listener = listen(DeskSettings(port=0))
    identities = IdentityServer(f"http://127.0.0.1:{listener.getsockname()[1]}", at)
    server = uvicorn.Server(uvicorn.Config(app_of(identities), log_config=None, lifespan="off"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
    thread.start()
    try:
        yield identities
    finally:
        server.should_exit = True
        thread.join()
