"""Scenarios: edits of a program that is killed again and again, of two programs at once, and the time of one edit.

    python3 run.py bench

Exit code 1 when a saved edit is lost, doubled or overwritten, or a limit is passed. Only programs
started here are killed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kaohe_tools.scenarios import Change, Scenario, ScenarioStore, Source

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the tests stand beside bench and are not installed

from tests.scenarios.rounds import kill_rounds, side_by_side  # noqa: E402 - after the path is set

INDICATORS = 300
FIELDS = ("points", "lock", "low", "high")
STEPS = 2000
LIMIT_EDIT = 20.0
LIMIT_REOPEN = 2000.0
"""Milliseconds."""


def filled(store: ScenarioStore) -> Scenario:
    """Return a scenario of 300 indicators with four values each, and two thousand steps behind it."""
    shown = store.create("草案A", Source.of("指标.xlsx", bytes(2_000_000)))
    everything = [Change(f"r{n}", name, None, "2.5") for n in range(INDICATORS) for name in FIELDS]
    shown = store.record(shown.id, everything)
    for n in range(STEPS):
        shown = store.record(shown.id, [point(shown, n)], reason="上年全员满分")
    return shown


def point(shown: Scenario, n: int) -> Change:
    """Return the n-th edit of one indicator's points."""
    item = f"r{n * 7 % INDICATORS}"
    return Change(item, "points", shown.values[item, "points"], f"{n % 9 + 1}.5")


def milliseconds(call: Callable[[int], object], runs: int) -> tuple[float, float]:
    """Return median and 95th percentile of a call's time."""
    times = []
    for n in range(runs):
        began = time.perf_counter()
        call(n)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def measure(path: Path, runs: int) -> bool:
    """Print the times of the calls on a large scenario; return whether one passes its limit."""
    store = ScenarioStore(path)
    shown = filled(store)
    id_, over = shown.id, False

    def record(n: int) -> None:
        nonlocal shown
        shown = store.record(id_, [point(shown, n)], token=f"bench {n}")

    def paste(n: int) -> None:
        nonlocal shown
        column = [Change(f"r{i}", "low", shown.values[f"r{i}", "low"], f"{n}.1") for i in range(INDICATORS)]
        shown = store.record(id_, column)

    def reopen(_n: int) -> None:
        with ScenarioStore(path) as again:
            again.open(id_)

    cases: dict[str, tuple[Callable[[int], object], float | None]] = {
        "record one value": (record, LIMIT_EDIT),
        f"record a column of {INDICATORS}": (paste, None),
        "undo": (lambda _n: store.undo(id_), LIMIT_EDIT),
        "redo": (lambda _n: store.redo(id_), LIMIT_EDIT),
        "open the store anew": (reopen, LIMIT_REOPEN),
        "history": (lambda _n: store.history(id_), None),
        "branch": (lambda n: store.branch(id_, f"草案 {n}"), None),
    }
    print(f"{INDICATORS} indicators, {STEPS} steps, {runs} runs{'median ms':>20}{'p95 ms':>9}{'limit':>8}")
    for name, (call, limit) in cases.items():
        middle, high = milliseconds(call, runs if limit else 9)
        late = limit is not None and middle > limit
        over |= late
        print(f"{name:<44}{middle:>9.2f}{high:>9.2f}{limit or '':>8}{'  OVER' if late else ''}")
    store.close()
    return over


def main() -> int:
    """Kill, interleave, measure; print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100, help="how often each call is measured; default 100")
    parser.add_argument("--rounds", type=int, default=200, help="how often the program is killed; default 200")
    parser.add_argument("--edits", type=int, default=2000, help="edits of the two programs together; default 2000")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        over = measure(Path(folder) / "large.sqlite", chosen.runs)
        killed = kill_rounds(Path(folder) / "killed.sqlite", chosen.rounds)
        beside = side_by_side(Path(folder) / "beside.sqlite", chosen.edits)
    slow = killed.slowest * 1000 > LIMIT_REOPEN
    print(
        f"killed {killed.rounds} times in {killed.edits:,} edits: {killed.lost} lost, {killed.doubled} doubled, "
        f"{killed.wrong} states wrong; {killed.unheard} saved unheard and not doubled when tried again; "
        f"slowest reopening {killed.slowest * 1000:.0f} ms{'  OVER' if slow else ''}"
    )
    print(
        f"two programs, {beside.saved + beside.refused:,} edits, {beside.turns} turns: {beside.saved:,} saved, "
        f"{beside.refused} stale ones refused, {beside.lost} lost, {beside.doubled} doubled, "
        f"{beside.overwritten} overwritten, {beside.wrong} outcomes wrong"
    )
    wrong = killed.lost + killed.doubled + killed.wrong + beside.lost + beside.doubled
    wrong += beside.overwritten + beside.wrong + (beside.refused == 0)
    return 1 if over or slow or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
