"""A finding: a function whose name says what holds, and whose body shows it."""

import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Programs:
    """The programs under test."""

    sign_in: Path
    stand_in: Path


Finding = Callable[[Programs], None]

_findings: list[Finding] = []


def finding(function: Finding) -> Finding:
    """Lists a function among the findings."""
    _findings.append(function)
    return function


def judge(programs: Programs) -> bool:
    """Prints a line for each finding, then the count. Returns whether all hold."""
    signal.signal(signal.SIGALRM, _out_of_time)
    failed = 0
    for each in _findings:
        sentence = each.__name__.replace("_", " ")
        signal.alarm(PATIENCE_SECONDS)
        try:
            each(programs)
        except Exception:
            failed += 1
            print(f"FAILED  {sentence}", flush=True)
            traceback.print_exc()
        else:
            print(f"ok      {sentence}", flush=True)
        finally:
            signal.alarm(0)
    print(f"{len(_findings) - failed} passed, {failed} failed", flush=True)
    return failed == 0


def _out_of_time(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"not finished after {PATIENCE_SECONDS} seconds")
