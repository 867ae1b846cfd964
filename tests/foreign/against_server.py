"""Our library signs in against a server that is not ours: oauthlib's."""

import json
import time
from dataclasses import dataclass

from browser import open_page, query, walk
from finding import Programs, finding
from programs import Outcome, free_port, sign_in
from server import serving
from validator import ACCESS_TOKEN_SECONDS, Client, User

PROFILE = {
    "id": "1001",
    "username": "siti",
    "email": "siti@example.com",
    "employee": {"id": "e-1001", "name": 'Zoë "Zed" O\'Brien 山田'},
    "roles": [{"id": "r-1", "name": "Employee"}, {"id": "r-2", "name": "Payroll & Tax"}],
}
SITI = User("siti", "rahasia", "gdplabs", PROFILE | {"createdAt": [{"unknown": None}]})
PLAIN_SECRET = "An-unreserved.secret_~0"
ODD_SECRET = 'p%20a+b c:d/é&=?"山~'


@dataclass(frozen=True)
class Told:
    """A sign-in, as both sides saw it."""

    outcome: Outcome
    redirect_uri: str
    asked: list[str]


def tell(programs: Programs, secret: str = PLAIN_SECRET, decision: str = "allow", **variables: str) -> Told:
    redirect_uri = f"http://127.0.0.1:{free_port()}/sign-in/callback"
    client = Client("payroll & more", secret, redirect_uri)
    answers = {"username": SITI.username, "password": SITI.password, "decision": decision}
    with serving(client, [SITI]) as catapa:
        variables |= {
            "CATAPA_CLIENT_ID": client.client_id,
            "CATAPA_CLIENT_SECRET": client.client_secret,
            "CATAPA_REDIRECT_URI": redirect_uri,
            "CATAPA_ACCOUNTS_ORIGIN": catapa.origin,
            "CATAPA_API_ORIGIN": catapa.origin,
        }
        outcome = sign_in(programs.sign_in, variables, lambda url: open_page(walk(url, redirect_uri, answers)))
        return Told(outcome, redirect_uri, catapa.asked)


def has_signed_in(told: Told) -> bool:
    outcome = told.outcome
    return (outcome.exit_code, outcome.complaint, len(outcome.lines)) == (0, "", 2)


def complains_in_one_sentence(told: Told) -> bool:
    complaint = told.outcome.complaint
    return told.outcome.exit_code != 0 and complaint.count("\n") == 1 and complaint.endswith(".\n")


@finding
def our_library_signs_in_and_refreshes_against_oauthlib(programs: Programs) -> None:
    before = int(time.time())
    told = tell(programs)
    after = int(time.time())
    assert has_signed_in(told), told

    profile, refreshed = map(json.loads, told.outcome.lines)
    ends = range(before + ACCESS_TOKEN_SECONDS, after + ACCESS_TOKEN_SECONDS + 1)
    assert (profile["tenant"], profile["user"]) == ("gdplabs", PROFILE), profile
    assert profile.keys() == {"tenant", "user", "expires_at"} and profile["expires_at"] in ends, profile
    assert refreshed.keys() == {"expires_at"} and refreshed["expires_at"] in ends, refreshed
    assert "You are signed in" in told.outcome.page, told.outcome.page


@finding
def our_library_asks_oauthlib_for_nothing_twice(programs: Programs) -> None:
    told = tell(programs)
    authorization = ["GET /oauth2/authorize", "POST /oauth2/authorize"]
    assert told.asked == [*authorization, "POST /oauth/token", "GET /v1/users/me", "POST /oauth/token"], told.asked


@finding
def our_authorize_url_reads_in_python_as_the_guide_writes_it(programs: Programs) -> None:
    told = tell(programs)
    *parameters, (last, csrf_token) = query(told.outcome.url)
    assert parameters == [
        ("response_type", "code"),
        ("client_id", "payroll & more"),
        ("redirect_uri", told.redirect_uri),
        ("scope", ""),
    ], parameters
    assert last == "state" and len(csrf_token) >= 43, told.outcome.url


@finding
def a_secret_of_any_characters_passes_form_encoded(programs: Programs) -> None:
    told = tell(programs, ODD_SECRET, CATAPA_BASIC="form")
    assert has_signed_in(told), told


@finding
def the_same_secret_sent_raw_is_refused_by_a_server_that_decodes(programs: Programs) -> None:
    told = tell(programs, ODD_SECRET, CATAPA_BASIC="raw")
    assert complains_in_one_sentence(told) and "credentials" in told.outcome.complaint, told
    assert told.asked.count("POST /oauth/token") == 1, told.asked


@finding
def a_scope_on_request_is_granted_by_oauthlib(programs: Programs) -> None:
    told = tell(programs, CATAPA_SCOPE="all")
    assert has_signed_in(told) and ("scope", "all") in query(told.outcome.url), told


@finding
def a_scope_that_oauthlib_refuses_ends_in_one_sentence(programs: Programs) -> None:
    told = tell(programs, CATAPA_SCOPE="everything")
    assert complains_in_one_sentence(told) and "scope" in told.outcome.complaint, told
    assert "POST /oauth/token" not in told.asked, told.asked


@finding
def our_proof_key_is_the_one_that_oauthlib_expects(programs: Programs) -> None:
    told = tell(programs, CATAPA_PKCE="on")
    sent = dict(query(told.outcome.url))
    assert has_signed_in(told), told
    assert (len(sent["code_challenge"]), sent["code_challenge_method"]) == (43, "S256"), sent


@finding
def a_denial_ends_in_one_sentence_and_asks_for_no_token(programs: Programs) -> None:
    told = tell(programs, decision="deny")
    assert complains_in_one_sentence(told) and not told.outcome.lines, told
    assert "POST /oauth/token" not in told.asked, told.asked
    assert "You are not signed in" in told.outcome.page, told.outcome.page


@finding
def a_tenant_that_is_not_welcome_costs_no_request(programs: Programs) -> None:
    told = tell(programs, CATAPA_TENANTS="catapa, elsewhere")
    assert complains_in_one_sentence(told) and not told.outcome.lines, told
    assert "POST /oauth/token" not in told.asked, told.asked
