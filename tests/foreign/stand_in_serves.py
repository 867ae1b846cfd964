"""Our stand-in serves a client that is not ours: requests-oauthlib."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

import jwt
from oauthlib.oauth2 import AccessDeniedError, InvalidClientError, InvalidGrantError, OAuth2Error
from requests import Response
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

from browser import query, walk
from finding import Programs, finding
from programs import CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, stand_in


@dataclass
class Application:
    """An application built upon requests-oauthlib."""

    origin: str
    session: OAuth2Session
    auth: HTTPBasicAuth

    def authorize(self, username: str = "siti", decision: str = "allow") -> str:
        """Sends the person off, and gives the callback that they come back with."""
        # requests-oauthlib leaves an empty scope out, so the guide's `scope=` comes with the endpoint.
        url, _ = self.session.authorization_url(f"{self.origin}/oauth2/authorize?scope=")
        return walk(url, REDIRECT_URI, {"username": username, "password": "rahasia", "decision": decision})

    def exchange(self, callback: str) -> dict[str, Any]:
        """Takes the callback, checks its state, and redeems its code under its tenant."""
        self.session.headers["Tenant"] = dict(query(callback))["tenant"]
        token: dict[str, Any] = self.session.fetch_token(
            f"{self.origin}/oauth/token", authorization_response=callback, auth=self.auth
        )
        return token

    def refresh(self, refresh_token: str | None = None) -> dict[str, Any]:
        token: dict[str, Any] = self.session.refresh_token(
            f"{self.origin}/oauth/token", refresh_token=refresh_token, auth=self.auth
        )
        return token

    def users_me(self, **headers: str | None) -> Response:
        """A header that is None is left out."""
        return self.session.get(f"{self.origin}/v1/users/me", headers=headers)


@contextmanager
def application(programs: Programs, *arguments: str, pkce: str | None = None) -> Iterator[Application]:
    session = OAuth2Session(CLIENT_ID, redirect_uri=REDIRECT_URI, pkce=pkce)
    with stand_in(programs.stand_in, *arguments) as origin, session:
        yield Application(origin, session, HTTPBasicAuth(CLIENT_ID, CLIENT_SECRET))


def refused(kind: type[OAuth2Error], action: Callable[[], object]) -> OAuth2Error:
    """The error that the client raises for the refusal."""
    try:
        answer = action()
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was expected, not {answer}")


@finding
def the_stand_in_signs_in_requests_oauthlib(programs: Programs) -> None:
    with application(programs) as app:
        callback = app.authorize()
        token = app.exchange(callback)
        assert [name for name, _ in query(callback)] == ["code", "state", "tenant"], callback
        assert (token["token_type"], token["expires_in"]) == ("Bearer", 86_400), token
        claims = jwt.decode(token["access_token"], options={"verify_signature": False, "verify_exp": True})
        assert claims["tenant"] == "gdplabs" == dict(query(callback))["tenant"], claims
        me = app.users_me()
        assert me.status_code == 200 and me.json()["username"] == "siti", me.text


@finding
def people_of_two_tenants_come_back_with_their_own(programs: Programs) -> None:
    for username, tenant in (("siti", "gdplabs"), ("siti.catapa", "catapa")):
        with application(programs) as app:
            app.exchange(app.authorize(username))
            me = app.users_me()
            assert app.session.headers["Tenant"] == tenant and me.json()["username"] == username, me.text


@finding
def the_stand_in_takes_the_proof_key_of_requests_oauthlib(programs: Programs) -> None:
    with application(programs, pkce="S256") as app:
        app.exchange(app.authorize())
        assert app.users_me().ok


@finding
def a_code_is_worthless_without_its_proof_key(programs: Programs) -> None:
    with application(programs, pkce="S256") as victim:
        stolen = victim.authorize()
        with OAuth2Session(CLIENT_ID, redirect_uri=REDIRECT_URI) as session:
            thief = Application(victim.origin, session, victim.auth)
            refused(InvalidGrantError, lambda: thief.exchange(stolen))


@finding
def credentials_form_encoded_by_python_are_read(programs: Programs) -> None:
    with application(programs, "--client-credentials", "form-encoded") as app:
        app.auth = HTTPBasicAuth(quote_plus(CLIENT_ID), quote_plus(CLIENT_SECRET))
        app.exchange(app.authorize())
        assert app.users_me().ok


@finding
def a_wrong_secret_is_an_invalid_client(programs: Programs) -> None:
    with application(programs) as app:
        app.auth = HTTPBasicAuth(CLIENT_ID, quote_plus(CLIENT_SECRET))
        callback = app.authorize()
        refused(InvalidClientError, lambda: app.exchange(callback))


@finding
def an_api_call_needs_both_headers(programs: Programs) -> None:
    with application(programs) as app:
        app.exchange(app.authorize())
        assert app.users_me().status_code == 200
        assert app.users_me(Tenant=None).status_code == 400
        assert app.users_me(Tenant="catapa").status_code == 403
        app.session.token = {}
        assert app.users_me().status_code == 401


@finding
def a_refresh_replaces_both_tokens(programs: Programs) -> None:
    with application(programs) as app:
        first = app.exchange(app.authorize())
        second = app.refresh()
        assert first["access_token"] != second["access_token"] and first["refresh_token"] != second["refresh_token"]
        assert app.users_me().ok and app.refresh() != second


@finding
def a_refresh_token_used_twice_ends_the_sign_in(programs: Programs) -> None:
    with application(programs) as app:
        first = app.exchange(app.authorize())
        app.refresh()
        newest = app.session.token
        refused(InvalidGrantError, lambda: app.refresh(first["refresh_token"]))
        refused(InvalidGrantError, lambda: app.refresh(newest["refresh_token"]))
        assert app.users_me().status_code == 401


@finding
def a_code_used_twice_is_refused_and_ends_what_it_gave(programs: Programs) -> None:
    with application(programs) as app:
        callback = app.authorize()
        token = app.exchange(callback)
        refused(InvalidGrantError, lambda: app.exchange(callback))
        app.session.token = token
        assert app.users_me().status_code == 401


@finding
def a_denied_consent_comes_back_as_access_denied_with_the_state(programs: Programs) -> None:
    with application(programs) as app:
        callback = app.authorize(decision="deny")
        parameters = dict(query(callback))
        assert parameters["error"] == "access_denied" and "code" not in parameters, callback
        # The client compares the state before it believes the error.
        refused(
            AccessDeniedError,
            lambda: app.session.fetch_token(f"{app.origin}/oauth/token", authorization_response=callback),
        )
