"""Programs that edit one store: some are killed while they do, two do so side by side.

The same rounds are run by the tests (a few) and by ``bench/scenarios.py`` (many). Only processes
started here are killed.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from kaohe_tools.errors import StaleEditError
from kaohe_tools.scenarios import Change, Scenario, ScenarioStore, Source

ROOT = Path(__file__).parents[2]
SOURCE = Source.of("指标.xlsx", b"PK", sheet="Sheet1")

Values = Mapping[tuple[str, str], str]


# ---------------------------------------------------------------- one program, killed


@dataclass
class Model:
    """What the scenario must be like after the first `n` edits of the sequence, in plain Python."""

    n: int = 0
    values: dict[tuple[str, str], str] = field(default_factory=dict)
    done: list[list[Change]] = field(default_factory=list)
    undone: list[list[Change]] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def step(self) -> None:
        """Do the next edit."""
        kind = kind_of(self.n)
        if kind == "record":
            changes = changes_of(self.n, self.values)
            self.reasons.append(str(self.n))
            self.done.append(changes)
            self.undone.clear()
            self.put({(c.item, c.field): c.new for c in changes})
        elif kind == "undo" and self.done:
            self.undone.append(self.done.pop())
            self.put({(c.item, c.field): c.old for c in self.undone[-1]})
        elif kind == "redo" and self.undone:
            self.done.append(self.undone.pop())
            self.put({(c.item, c.field): c.new for c in self.done[-1]})
        self.n += 1

    def put(self, values: Mapping[tuple[str, str], str | None]) -> None:
        for key, value in values.items():
            if value is None:
                self.values.pop(key, None)
            else:
                self.values[key] = value


def kind_of(n: int) -> str:
    """Return what edit number `n` of the sequence is: records, and in between some undone and redone."""
    return {6: "undo", 7: "redo", 8: "undo"}.get(n % 10, "record")


def changes_of(n: int, values: Values) -> list[Change]:
    """Return what edit number `n` changes: one value, and at times a pasted column of 60."""
    items = range(60) if n % 10 == 3 else (n % 300,)
    return [Change(f"r{i}", "points", values.get((f"r{i}", "points")), str(n)) for i in items]


def do(store: ScenarioStore, id_: int, n: int, values: Values) -> Scenario:
    """Do edit number `n` on a store; a second time it does nothing more."""
    kind = kind_of(n)
    if kind == "record":
        return store.record(id_, changes_of(n, values), reason=str(n), token=str(n))
    return (store.undo if kind == "undo" else store.redo)(id_, token=str(n))


def edit_on(path: str, id_: int, n: int) -> None:
    """Edit until killed, saying after each edit that it is saved."""
    with ScenarioStore(path) as store:
        shown = store.open(id_)
        for number in itertools.count(n):
            shown = do(store, id_, number, shown.values)
            say(number)


@dataclass
class Killed:
    """What came out of :func:`kill_rounds`."""

    rounds: int = 0
    edits: int = 0
    unheard: int = 0  # saved, but killed before it could say so
    lost: int = 0
    doubled: int = 0
    wrong: int = 0
    slowest: float = 0.0


def kill_rounds(path: Path, rounds: int, seed: int = 1) -> Killed:
    """Kill a program that edits a store, again and again, and look each time at what is in the store.

    Then the edit that was under way is done once more, as by somebody who has not heard whether it was saved.
    """
    dice, model, told = random.Random(seed), Model(), Killed()
    with ScenarioStore(path) as store:
        id_ = store.create("草案A", SOURCE).id
    for _round in range(rounds):
        for _edit in range(killed(["edit_on", path, id_, model.n], dice)):
            model.step()
        began = time.perf_counter()
        with ScenarioStore(path) as store:
            shown = store.open(id_)
            told.slowest = max(told.slowest, time.perf_counter() - began)
            heard = dict(model.values)
            do(store, id_, model.n, heard)
            model.step()
            told.unheard += shown.values != heard and shown.values == model.values
            told.wrong += shown.values not in (heard, model.values)
            told.wrong += store.open(id_).values != model.values
            found = Counter(step.reason for step in store.history(id_))
        told.lost += (Counter(model.reasons) - found).total()
        told.doubled += (found - Counter(model.reasons)).total()
        told.rounds += 1
    told.edits = model.n
    return told


def killed(call: list[object], dice: random.Random) -> int:
    """Start a program, kill it at some moment, and return how many edits it said were saved."""
    process = started(call)
    assert process.stdout is not None
    heard = "".join(process.stdout.readline() for _line in range(dice.choice([0, 1, 5, 40])))
    time.sleep(dice.uniform(0, 0.3 if not heard else 0.01))
    process.kill()
    heard += process.stdout.read()
    process.wait()
    process.stdout.close()
    return heard.count("\n")


# ---------------------------------------------------------------- two programs side by side


def edit_beside(path: str, id_: int, name: str, edits: int) -> None:
    """Try a number of edits, every fourth at a value that the other program edits too, and tell each outcome.

    As a panel does, it expects what it has last seen of a value, and looks again only when refused.
    """
    pause = random.Random(name)
    with ScenarioStore(path) as store:
        seen = dict(store.open(id_).values)
        say("ready")
        sys.stdin.readline()
        for n in range(edits):
            time.sleep(pause.uniform(0, 0.002))  # else one program holds the store for a hundred edits in a row
            key = (f"common{n % 5}" if n % 4 == 0 else f"{name}{n % 40}", "points")
            change = Change(*key, seen.get(key), f"{name}-{n}")
            try:
                store.record(id_, [change], reason=f"{name}-{n}")
            except StaleEditError as stale:
                say(json.dumps(["refused", *key, change.old, change.new, stale.expected, stale.found]))
                seen = dict(store.open(id_).values)
            else:
                say(json.dumps(["saved", *key, change.old, change.new]))
                seen[key] = f"{name}-{n}"


@dataclass
class Beside:
    """What came out of :func:`side_by_side`."""

    saved: int = 0
    refused: int = 0
    lost: int = 0
    doubled: int = 0
    overwritten: int = 0  # an edit stands on a value that was not there before it
    wrong: int = 0
    turns: int = 0  # how often the two programs alternated


def side_by_side(path: Path, edits: int) -> Beside:
    """Let two programs do `edits` edits together on one scenario, and compare the store with what they tell."""
    with ScenarioStore(path) as store:
        id_ = store.create("草案A", SOURCE).id
    processes = [started(["edit_beside", path, id_, name, edits // 2]) for name in ("甲", "乙")]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    with ThreadPoolExecutor() as pool:  # both read at once, so that neither program has to wait for us
        outputs = [out for out, _err in pool.map(lambda process: process.communicate(), processes)]
    lines = [json.loads(line) for out in outputs for line in out.splitlines()]

    saved = [tuple(line[1:]) for line in lines if line[0] == "saved"]
    refused = [line for line in lines if line[0] == "refused"]
    with ScenarioStore(path) as store:
        history, values = store.history(id_), dict(store.open(id_).values)
    found = [(c.item, c.field, c.old, c.new) for step in history for c in step.changes]
    told = Beside(saved=len(saved), refused=len(refused))
    told.lost = (Counter(saved) - Counter(found)).total()
    told.doubled = (Counter(found) - Counter(saved)).total()
    told.wrong = abs(edits // 2 * 2 - len(lines))
    told.wrong += sum(old != expected or found == expected for _s, _i, _f, old, _new, expected, found in refused)
    chain: dict[tuple[str, str], str | None] = {}
    for item, name, old, new in found:
        told.overwritten += chain.get((item, name)) != old
        chain[item, name] = new
    told.wrong += chain != values
    told.turns = sum(one.reason[0] != other.reason[0] for one, other in itertools.pairwise(history))
    return told


# ---------------------------------------------------------------- programs


def say(line: object) -> None:
    """Tell the process that started this one."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def started(call: list[object]) -> subprocess.Popen[str]:
    """Start one of the functions above in a process of its own."""
    return subprocess.Popen(
        [sys.executable, str(Path(__file__)), *map(str, call)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip


if __name__ == "__main__":
    {"edit_on": edit_on, "edit_beside": edit_beside}[sys.argv[1]](
        sys.argv[2], *(int(part) if part.isdecimal() else part for part in sys.argv[3:])
    )
