"""How fast criterion texts are read, on one core, and that the time grows with the length only.

    python3 run.py bench [--runs N]

The texts are the project's own (tests/criteria/sentences.txt), each made different so that nothing
is answered from memory. Exit code 1 when a limit is passed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from decimal import Decimal
from pathlib import Path

from kaohe_tools.criteria import parse_criterion

ROOT = Path(__file__).resolve().parents[1]
TEXTS_A_SECOND = 3000
LONG_CELL_SECONDS = 1.0
LONG_CELL = 100_000


def sentences() -> list[str]:
    """Return the project's own criterion texts."""
    lines = (ROOT / "tests" / "criteria" / "sentences.txt").read_text(encoding="utf-8").splitlines()
    return [line.partition("⇒")[0].partition(" @")[0].strip() for line in lines if "⇒" in line and line[0] != "#"]


def rate(texts: list[str], turn: int) -> float:
    """Return how many of the texts are read in a second."""
    fresh = [f"{turn}号事项：{text}" for text in texts]
    began = time.perf_counter()
    for text in fresh:
        parse_criterion(text, Decimal(10))
    return len(fresh) / (time.perf_counter() - began)


def long_cell(texts: list[str], length: int) -> float:
    """Return the seconds that one cell of `length` characters takes."""
    body = "".join(texts)
    cell = (body * (length // len(body) + 1))[:length]
    began = time.perf_counter()
    parse_criterion(cell, Decimal(100))
    return time.perf_counter() - began


def main() -> int:
    """Measure, print, and return 1 if a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="how often each is measured; default 9")
    runs = parser.parse_args().runs
    texts = sentences()
    rate(texts, 0)
    speed = statistics.median(rate(texts * 5, turn) for turn in range(1, runs + 1))
    half, whole = (
        statistics.median(long_cell(texts, length) for _ in range(3)) for length in (LONG_CELL // 2, LONG_CELL)
    )
    mean = sum(map(len, texts)) / len(texts)
    slow, late = speed < TEXTS_A_SECOND, whole > LONG_CELL_SECONDS
    print(f"criterion texts a second (mean {mean:.0f} characters): {speed:,.0f}, at least {TEXTS_A_SECOND:,}")
    print(f"one cell of {LONG_CELL:,} characters: {whole:.2f} s, at most {LONG_CELL_SECONDS:g} s")
    print(f"twice the length takes {whole / half:.2f} times as long")
    return 1 if slow or late else 0


if __name__ == "__main__":
    sys.exit(main())
