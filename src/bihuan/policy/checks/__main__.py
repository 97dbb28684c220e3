"""For who writes a check: reads it, runs its cases, and says what is wrong with each file."""

from __future__ import annotations

import sys
from pathlib import Path

from bihuan.policy.checks.loading import HOME, problems


def main(words: list[str]) -> int:
    """Read the given files or codes (all without any); 1 when one is refused."""
    paths = [
        path
        for path in sorted(HOME.glob("*/*.yaml"))
        if not words or path.stem in words or str(path) in words
    ]
    paths += [Path(word) for word in words if Path(word).is_file() and Path(word).resolve() not in paths]
    found = problems(paths)
    print("\n".join(found) if found else f"{len(paths)} 条核查都对。")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
