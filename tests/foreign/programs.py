"""The two programs that are judged, as processes that end with the `with` or the call that started them."""

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen

CLIENT_ID = "payroll"
CLIENT_SECRET = "p%20a+b c:d/&=?~"
REDIRECT_URI = "http://127.0.0.1:3000/callback"
"""The application that the stand-in knows; no program listens there."""


@dataclass(frozen=True)
class Outcome:
    """How `sign_in` ended."""

    url: str
    """The URL that it asked the person to open."""
    page: str
    """The last page that the person read."""
    lines: list[str]
    complaint: str
    exit_code: int


def sign_in(program: Path, variables: Mapping[str, str], person: Callable[[str], str]) -> Outcome:
    """Runs the example; `person` opens the address that it prints, and returns the last page."""
    with _running([str(program), "--no-browser", "--refresh"], variables) as process:
        assert process.stdout and process.stderr
        word, _, url = process.stdout.readline().rstrip("\n").partition(" ")
        assert word == "open:", process.stderr.read()
        page = person(url)
        lines = process.stdout.read().splitlines()
        return Outcome(url, page, lines, process.stderr.read(), process.wait())


@contextmanager
def stand_in(program: Path, *arguments: str) -> Iterator[str]:
    """Runs the stand-in, and gives its origin."""
    registration = ["--client-id", CLIENT_ID, "--client-secret", CLIENT_SECRET, "--redirect-uri", REDIRECT_URI]
    with _running([str(program), *registration, *arguments], {}) as process:
        assert process.stdout and process.stderr
        word, _, origin = process.stdout.readline().rstrip("\n").partition(" ")
        assert word == "ready", process.stderr.read()
        yield origin


def free_port() -> int:
    """A free port of 127.0.0.1."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def _running(command: list[str], variables: Mapping[str, str]) -> Iterator[Popen[str]]:
    with Popen(command, env=variables, stdout=PIPE, stderr=PIPE, encoding="utf-8") as process:
        try:
            yield process
        finally:
            process.kill()
