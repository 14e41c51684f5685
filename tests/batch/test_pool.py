"""Calls in other processes: order, exceptions, processes that die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from kaohe_tools.batch.pool import WorkerDiedError, run_jobs
from tests.batch.workers import doubled, slow_first

NUMBERS = [0, 1, 2, 3, 4, 6, 7, 8]


def results(numbers: list[int], **settings: object) -> dict[int, object]:
    found = list(run_jobs(doubled, numbers, **settings))  # type: ignore[arg-type]
    assert len({n for n, _result in found}) == len(found) == len(numbers)
    return {numbers[n]: result for n, result in found}


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_an_exception_is_the_result_of_its_own_call_only(workers: int) -> None:
    found = results(NUMBERS, workers=workers)

    assert isinstance(found.pop(3), ValueError)
    assert found == {0: 0, 1: 2, 2: 4, 4: 8, 6: 12, 7: 14, 8: 16}


def test_a_process_that_dies_takes_its_own_call_with_it() -> None:
    found = results([*NUMBERS[:4], 5, *NUMBERS[4:]], workers=2)

    assert isinstance(found.pop(5), WorkerDiedError)
    assert isinstance(found.pop(3), ValueError)
    assert found == {0: 0, 1: 2, 2: 4, 4: 8, 6: 12, 7: 14, 8: 16}


def test_an_executor_that_breaks_is_replaced() -> None:
    with ProcessPoolExecutor(2) as executor:
        found = results([1, 2, 5, 6, 7, 8], executor=executor)

    assert isinstance(found.pop(5), WorkerDiedError)
    assert found == {1: 2, 2: 4, 6: 12, 7: 14, 8: 16}


def test_an_executor_given_does_the_work_and_is_left_running() -> None:
    with ThreadPoolExecutor(3) as executor:
        assert results([0, 1, 2, 4], executor=executor) == {0: 0, 1: 2, 2: 4, 4: 8}
        assert executor.submit(doubled, 4).result() == 8


def test_results_come_as_they_are_ready() -> None:
    with ThreadPoolExecutor(4) as executor:
        order = [n for n, _result in run_jobs(slow_first, [0, 1, 2, 4], executor=executor)]

    assert order[-1] == 0


def test_what_waits_is_cancelled_when_the_caller_stops() -> None:
    with ThreadPoolExecutor(1) as executor:
        running = run_jobs(slow_first, [0] * 200, executor=executor)
        next(running)
        running.close()  # 200 calls would take 40 seconds


STOPPED_WHILE_STARTING = """
import os, signal, time
if __name__ == "__mp_main__":
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.1)  # where a process imports what it needs
from kaohe_tools.batch.pool import run_jobs
if __name__ == "__main__":
    print(sorted(run_jobs(abs, [-1, -2, -3], workers=2)))
    os.kill(os.getpid(), signal.SIGINT)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_does_not_stop_processes_amid_their_imports(tmp_path: Path) -> None:
    """A terminal sends it to all processes; the one that was started first answers, once."""
    script = tmp_path / "stopped.py"
    script.write_text(STOPPED_WHILE_STARTING, encoding="utf-8")

    ended = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False, timeout=60)

    assert ended.stdout == "[(0, 1), (1, 2), (2, 3)]\n"
    assert ended.returncode == -signal.SIGINT
    assert ended.stderr.count("Traceback") == 1  # the script's own
