"""The part of a server that oauthlib leaves to its user: the one client, the people, and the grants."""

import base64
import binascii
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

import jwt
from oauthlib.common import Request
from oauthlib.oauth2 import RequestValidator

ACCESS_TOKEN_SECONDS = 3600


@dataclass(frozen=True)
class Client:
    client_id: str
    client_secret: str
    redirect_uri: str


@dataclass(frozen=True)
class User:
    username: str
    password: str
    tenant: str
    profile: dict[str, Any]


@dataclass(frozen=True)
class Grant:
    user: User
    scopes: list[str]
    redirect_uri: str
    challenge: str | None
    challenge_method: str | None


class Validator(RequestValidator):
    """Keeps everything in memory. It always decodes credentials as RFC 6749, 2.3.1 says."""

    def __init__(self, client: Client, users: Sequence[User]) -> None:
        self.users = {user.username: user for user in users}
        self._client = client
        self._key = secrets.token_bytes(32)
        self._codes: dict[str, Grant] = {}
        self._refresh_tokens: dict[str, Grant] = {}

    # The authorization endpoint.

    def validate_client_id(self, client_id: str, request: Request, *_: Any, **__: Any) -> bool:
        return client_id == self._client.client_id

    def validate_redirect_uri(self, client_id: str, redirect_uri: str, request: Request, *_: Any, **__: Any) -> bool:
        return redirect_uri == self._client.redirect_uri

    def validate_response_type(
        self, client_id: str, response_type: str, client: Any, request: Request, *_: Any, **__: Any
    ) -> bool:
        return response_type == "code"

    def get_default_scopes(self, client_id: str, request: Request, *_: Any, **__: Any) -> list[str]:
        return []

    def validate_scopes(
        self, client_id: str, scopes: list[str], client: Any, request: Request, *_: Any, **__: Any
    ) -> bool:
        # oauthlib reads the guide's `scope=` as one scope without a name.
        return set(scopes) <= {"", "all"}

    def save_authorization_code(self, client_id: str, code: Any, request: Request, *_: Any, **__: Any) -> None:
        challenge, method = request.code_challenge, request.code_challenge_method
        self._codes[code["code"]] = Grant(request.user, request.scopes, request.redirect_uri, challenge, method)

    def get_code_challenge(self, code: str, request: Request) -> str | None:
        return self._codes[code].challenge

    def get_code_challenge_method(self, code: str, request: Request) -> str | None:
        return self._codes[code].challenge_method

    # The token endpoint.

    def authenticate_client(self, request: Request, *_: Any, **__: Any) -> bool:
        scheme, _space, credentials = request.headers.get("Authorization", "").partition(" ")
        try:
            text = base64.b64decode(credentials, validate=True).decode("ascii")
        except (binascii.Error, UnicodeDecodeError):
            return False
        client_id, _colon, client_secret = map(unquote_plus, text.partition(":"))
        request.client = self._client
        expected = (self._client.client_id, self._client.client_secret)
        return scheme == "Basic" and (client_id, client_secret) == expected

    def validate_grant_type(
        self, client_id: str, grant_type: str, client: Any, request: Request, *_: Any, **__: Any
    ) -> bool:
        return grant_type in ("authorization_code", "refresh_token")

    def validate_code(self, client_id: str, code: str, client: Any, request: Request, *_: Any, **__: Any) -> bool:
        return self._is_granted(self._codes.get(code), request)

    def confirm_redirect_uri(
        self, client_id: str, code: str, redirect_uri: str, client: Any, request: Request, *_: Any, **__: Any
    ) -> bool:
        return redirect_uri == self._codes[code].redirect_uri

    def invalidate_authorization_code(self, client_id: str, code: str, request: Request, *_: Any, **__: Any) -> None:
        del self._codes[code]

    def validate_refresh_token(self, refresh_token: str, client: Any, request: Request, *_: Any, **__: Any) -> bool:
        return self._is_granted(self._refresh_tokens.get(refresh_token), request)

    def get_original_scopes(self, refresh_token: str, request: Request, *_: Any, **__: Any) -> list[str]:
        return self._refresh_tokens[refresh_token].scopes

    def save_bearer_token(self, token: Any, request: Request, *_: Any, **__: Any) -> None:
        self._refresh_tokens.pop(request.refresh_token, None)
        self._refresh_tokens[token["refresh_token"]] = Grant(request.user, request.scopes, "", None, None)

    def _is_granted(self, grant: Grant | None, request: Request) -> bool:
        if grant is None or request.headers.get("Tenant") != grant.user.tenant:
            return False
        request.user, request.scopes = grant.user, grant.scopes
        return True

    # Access tokens.

    def access_token(self, request: Request) -> str:
        """A JWT as CATAPA's: it names the tenant."""
        claims = {
            "user_name": request.user.username,
            "tenant": request.user.tenant,
            "exp": int(time.time()) + ACCESS_TOKEN_SECONDS,
            "jti": secrets.token_urlsafe(),
        }
        return jwt.encode(claims, self._key, algorithm="HS256")

    def validate_bearer_token(self, token: str | None, scopes: list[str], request: Request) -> bool:
        try:
            claims = jwt.decode(token or "", self._key, algorithms=["HS256"])
        except jwt.InvalidTokenError:
            return False
        request.user = self.users[claims["user_name"]]
        return bool(request.headers.get("Tenant") == claims["tenant"])
