"""Our stand-in serves CATAPA's own client for Python, which starts from the code of a callback."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from catapa import Catapa
from catapa.auth import AuthorizationCodeGrant
from catapa.auth.catapa_auth import CatapaAuth, CatapaConfig

from browser import query, walk
from finding import Programs, finding
from programs import CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, stand_in


@contextmanager
def signed_in(programs: Programs) -> Iterator[tuple[CatapaConfig, AuthorizationCodeGrant]]:
    """Where the stand-in is, and a code that it gave."""
    with stand_in(programs.stand_in) as origin:
        asked = {
            "response_type": "code",
            "client_id": CLIENT_ID,
            "redirect_uri": REDIRECT_URI,
            "scope": "",
            "state": "s",
        }
        answers = {"username": "siti", "password": "rahasia", "decision": "allow"}
        callback = walk(f"{origin}/oauth2/authorize?{urlencode(asked)}", REDIRECT_URI, answers)
        parameters = dict(query(callback))
        config = CatapaConfig(parameters["tenant"], CLIENT_ID, CLIENT_SECRET, origin)
        yield config, AuthorizationCodeGrant(parameters["code"], REDIRECT_URI)


@finding
def the_official_client_redeems_a_code_and_refreshes_twice(programs: Programs) -> None:
    with signed_in(programs) as (config, grant):
        auth = CatapaAuth(config, grant)
        tokens = [auth.get_access_token()]
        for _ in range(2):
            auth.refresh_token()
            tokens.append(auth.get_access_token())
        assert len(set(tokens)) == 3, tokens


@finding
def the_official_client_is_told_which_token_is_good(programs: Programs) -> None:
    with signed_in(programs) as (config, grant):
        auth = CatapaAuth(config, grant)
        token = auth.get_access_token()
        assert auth.validate_token()
        assert not auth.validate_token(f"{token}x")


@finding
def the_official_client_calls_the_api_under_its_tenant(programs: Programs) -> None:
    with signed_in(programs) as (config, grant):
        with Catapa(config.tenant, config.client_id, config.client_secret, config.base_url, grant) as catapa:
            me = catapa.request("GET", "/v1/users/me", parse_json=True)
            assert isinstance(me, dict) and me["username"] == "siti", me
            page = catapa.core.employees.list(page=0)
            assert "Siti Rahayu" in [employee.name for employee in page.content], page
