"""A CATAPA whose OAuth is oauthlib's: only its paths, its page and its tenants are ours."""

import html
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from oauthlib.common import Request
from oauthlib.oauth2 import AccessDeniedError, FatalClientError, OAuth2Error, WebApplicationServer

from validator import ACCESS_TOKEN_SECONDS, Client, User, Validator

PAGE = """<!doctype html><title>Sign in</title>
<form method="post" action="{action}">
<input name="username"><input name="password" type="password">
<button name="decision" value="allow">Allow</button><button name="decision" value="deny">Deny</button>
</form>"""


class Catapa(ThreadingHTTPServer):
    """Listens on a port of the system's choice."""

    daemon_threads = True

    def __init__(self, client: Client, users: Sequence[User]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.validator = Validator(client, users)
        self.oauth = WebApplicationServer(
            self.validator,
            token_generator=self.validator.access_token,
            token_expires_in=ACCESS_TOKEN_SECONDS,
            refresh_token_generator=lambda _: secrets.token_urlsafe(),
        )
        self.oauth.auth_grant.register_code_modifier(_with_tenant)
        self.asked: list[str] = []
        """Method and path of each request, in their order."""

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def serving(client: Client, users: Sequence[User]) -> Iterator[Catapa]:
    """Serves until the `with` ends."""
    with Catapa(client, users) as catapa:
        thread = Thread(target=catapa.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield catapa
        finally:
            catapa.shutdown()
            thread.join()


def _with_tenant(grant: dict[str, str], _token_handler: Any, request: Any) -> dict[str, str]:
    """CATAPA's addition to the callback."""
    return grant | {"tenant": request.user.tenant}


class _Handler(BaseHTTPRequestHandler):
    server: Catapa
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        match self._path():
            case "/oauth2/authorize":
                self._ask_the_person()
            case "/v1/users/me":
                self._tell_who()
            case _:
                self._answer(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        match self._path():
            case "/oauth2/authorize":
                self._hear_the_person({name: values[0] for name, values in parse_qs(body).items()})
            case "/oauth/token":
                headers, text, status = self.server.oauth.create_token_response(
                    self.path, "POST", body, dict(self.headers.items())
                )
                self._answer(status, text, headers)
            case _:
                self._answer(404)

    def _ask_the_person(self) -> None:
        try:
            self.server.oauth.validate_authorization_request(self.path)
        except FatalClientError as error:
            self._answer(400, str(error))
        except OAuth2Error as error:
            self._redirect(error)
        else:
            self._answer(200, PAGE.format(action=html.escape(self.path)), {"Content-Type": "text/html"})

    def _hear_the_person(self, answers: dict[str, str]) -> None:
        user = self.server.validator.users[answers["username"]]
        if answers["password"] != user.password:
            self._answer(403)
        elif answers["decision"] == "deny":
            self._redirect(AccessDeniedError(request=Request(self.path)))
        else:
            headers, text, status = self.server.oauth.create_authorization_response(
                self.path, credentials={"user": user}
            )
            self._answer(status, text, headers)

    def _tell_who(self) -> None:
        headers = dict(self.headers.items())
        good, request = self.server.oauth.verify_request(self.path, headers=headers, scopes=[])
        if good:
            self._answer(200, json.dumps(request.user.profile), {"Content-Type": "application/json"})
        else:
            self._answer(401)

    def _path(self) -> str:
        path = urlsplit(self.path).path
        self.server.asked.append(f"{self.command} {path}")
        return path

    def _redirect(self, error: OAuth2Error) -> None:
        self._answer(302, headers={"Location": error.in_uri(error.redirect_uri)})

    def _answer(self, status: int, text: str | None = None, headers: Mapping[str, str] | None = None) -> None:
        body = (text or "").encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Prints nothing, because only findings are printed."""
