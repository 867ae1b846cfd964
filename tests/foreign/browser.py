"""The person in front of the browser: opens an address, fills in the forms that come, and ends at the callback."""

from collections.abc import Mapping
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

import requests

TIMEOUT_SECONDS = 10
MOST_STEPS = 8


def walk(url: str, redirect_uri: str, answers: Mapping[str, str]) -> str:
    """Walks the forms, and returns the callback URL unopened; `answers` are by the name of the field."""
    with requests.Session() as session:
        response = session.get(url, allow_redirects=False, timeout=TIMEOUT_SECONDS)
        for _ in range(MOST_STEPS):
            if response.is_redirect:
                location = urljoin(response.url, response.headers["Location"])
                if location.startswith(f"{redirect_uri}?"):
                    return location
                response = session.get(location, allow_redirects=False, timeout=TIMEOUT_SECONDS)
            else:
                response.raise_for_status()
                form = _Form(response.text)
                filled = {name: answers[name] for name in form.fields}
                action = urljoin(response.url, form.action)
                response = session.post(action, data=filled, allow_redirects=False, timeout=TIMEOUT_SECONDS)
    raise AssertionError(f"no callback after {MOST_STEPS} pages, the last of them {response.url}")


def open_page(url: str) -> str:
    """The text of a page, whatever its status."""
    return requests.get(url, timeout=TIMEOUT_SECONDS).text


def query(url: str) -> list[tuple[str, str]]:
    """The parameters of an address, in their order."""
    return parse_qsl(urlsplit(url).query, keep_blank_values=True, strict_parsing=True)


class _Form(HTMLParser):
    """The one form of a page: where it goes, and what it asks."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "form":
            assert attributes.get("method") == "post" and not self.action, f"not one form with method post: {attributes}"
            self.action = attributes.get("action") or ""
        elif name := attributes.get("name") if tag in ("input", "button") else None:
            self.fields.add(name)
