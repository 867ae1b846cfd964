"""Shows every finding: `main.py SIGN_IN STAND_IN`, the two programs that are judged."""

import signal
import sys
from pathlib import Path

# Importing a module lists its findings, in this order.
import against_server  # noqa: F401
import stand_in_serves  # noqa: F401
import stand_in_serves_official_client  # noqa: F401
from finding import Programs, judge


def main() -> int:
    # An exception, unlike a signal, passes through every `with` that ends a program.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sign_in, stand_in = map(Path, sys.argv[1:])
    return 0 if judge(Programs(sign_in, stand_in)) else 1


sys.exit(main())
