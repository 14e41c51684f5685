"""Programs killed in the middle of writing, and disks that are full: real processes, real limits."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kaohe_tools.batch import find_files
from kaohe_tools.panels.working_folder import offered_sheets

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows neither forks nor limits a file's size")
SHEET = Path(__file__).parents[1] / "sample_sheets" / "node_annual_2018.xlsx"
KILLS = 50

# Children write the same file again and again with one of two contents, or new ones; each is killed at a random time.
KILLED = """
import os, random, signal, sys, time
from pathlib import Path
from kaohe_tools.files import write_new, write_whole

folder, kills = Path(sys.argv[1]), int(sys.argv[2])
target, contents = folder / "表.csv", [letter * 700_000 for letter in (b"a", b"b")]
chance = random.Random(7)
write_whole(target, contents[0])
for n in range(kills):
    child = os.fork()
    while child == 0:
        for content in contents:
            write_whole(target, content)
            write_new(folder, "新.csv", content)
    time.sleep(chance.uniform(0, 0.03))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    for path in folder.glob("*.csv"):
        assert path.read_bytes() in contents, (n, path.name)
        if path != target:
            path.unlink()
print(len(list(folder.glob(".kaohe-*.part"))), len(list(folder.iterdir())))
"""

LIMITED = """
import resource, sys
from kaohe_tools.cli import main

resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
sys.exit(main(sys.argv[1:]))
"""


def test_a_file_is_old_or_new_whenever_its_writer_is_killed(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), str(KILLS)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    parts, there = map(int, done.stdout.split())

    assert parts > KILLS // 10  # the kills came in the middle of writing
    assert there == parts + 1  # nothing else is left
    assert offered_sheets(tmp_path) == ("表.csv",)
    assert find_files([tmp_path]) == [tmp_path / "表.csv"]


@pytest.mark.parametrize("there", [True, False])
def test_a_full_disk_leaves_the_old_file_and_one_sentence(there: bool, tmp_path: Path) -> None:
    """The system itself stops the writing after 5000 bytes."""
    out = tmp_path / "明年.xlsx"
    if there:
        out.write_bytes(b"old")
    asked = ("rebalance", str(SHEET), "--profile", "node-annual", "--out", str(out), "--force", "--lang", "zh")

    done = subprocess.run(
        [sys.executable, "-c", LIMITED, *asked], check=False, capture_output=True, text=True, timeout=60
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{out} 写不进去：磁盘容不下这么大的文件，没有改动任何文件。\n"
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == ([(out.name, b"old")] if there else [])
