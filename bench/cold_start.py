"""Start-up times, each a whole process from cold: what a designer waits for before anything is done.

    python3 run.py bench [--runs N]

Medians; exit code 1 when one is over its limit. "beyond Python" is the time without what a bare
interpreter (`python -c pass`) takes on the same machine.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHEET = ROOT / "sample_sheets" / "node_annual_2018.xlsx"
REVIEW = [
    "-m",
    "kaohe_tools.cli",
    "review",
    str(SHEET),
    "--profile",
    "node-annual",
    "--format",
    "json",
    "--fail-on",
    "never",
]
CASES: dict[str, tuple[list[str], float | None]] = {
    "python -c pass": (["-c", "pass"], None),
    "import kaohe_tools": (["-c", "import kaohe_tools"], 0.25),
    "kaohe review --format json": (REVIEW, 1.5),
}


def seconds(arguments: list[str]) -> float:
    """Return how long a fresh Python takes for `arguments`; raise if it fails."""
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, check=True)
    return time.perf_counter() - began


def main() -> int:
    """Measure, print the table, and return 1 if a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="how often each is measured; default 9")
    runs = parser.parse_args().runs
    for arguments, _ in CASES.values():
        seconds(arguments)  # so that compiling to bytecode is not measured
    times: dict[str, list[float]] = {name: [] for name in CASES}
    for _ in range(runs):  # in turn, so that a busy moment of the machine falls on all of them
        for name, (arguments, _limit) in CASES.items():
            times[name].append(seconds(arguments))
    medians = {name: statistics.median(values) for name, values in times.items()}
    bare = medians["python -c pass"]
    over = False
    print(f"{'median of ' + str(runs):<28}{'seconds':>9}{'beyond Python':>15}{'slowest':>9}{'limit':>7}")
    for name, (_, limit) in CASES.items():
        late = limit is not None and medians[name] > limit
        over |= late
        figures = f"{medians[name]:>9.3f}{medians[name] - bare:>15.3f}{max(times[name]):>9.3f}"
        print(f"{name:<28}{figures}{limit or '':>7}{'  OVER' if late else ''}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
