"""Renew the pages in docs/ that are made from the program; with --check only compare.

python3 run.py docs            write docs/checks.md and docs/checks.zh-CN.md
python3 run.py docs --check    exit 1 if either is out of date
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kaohe_tools.checks import catalogue_page
from kaohe_tools.locale import use_language

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = {"checks.md": "en", "checks.zh-CN.md": "zh"}


def page(name: str) -> bytes:
    """Return what a page must say."""
    with use_language(PAGES[name]):
        return catalogue_page().encode()


def main(arguments: list[str]) -> int:
    """Write or compare the pages; return the exit code."""
    parser = argparse.ArgumentParser(prog="run.py docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if anything is out of date")
    check = parser.parse_args(arguments).check
    old = [name for name in PAGES if not (DOCS / name).exists() or (DOCS / name).read_bytes() != page(name)]
    for name in old:
        if check:
            print(f"docs/{name} is out of date: run python3 run.py docs")
        else:
            DOCS.mkdir(exist_ok=True)
            (DOCS / name).write_bytes(page(name))
            print(f"docs/{name} written")
    return 1 if check and old else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
