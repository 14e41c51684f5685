"""Monte Carlo: outcomes drawn from a model and scored as recorded events are.

Every slot has its own stream of random numbers (:mod:`.draws`). So the same seed gives the same figures
whatever the number of workers or the size of the chunks, and two schemes or two models of the same units
see the same luck (common random numbers): their difference is far more certain than either figure. Item by
item what is drawn is scored at once, so that it is still in the processor's cache.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np

from kaohe_tools.errors import ModelError, StoppedError
from kaohe_tools.locale import _
from kaohe_tools.model import Path, Scheme
from kaohe_tools.scoring import Events, slots
from kaohe_tools.scoring.engine import applying, limited
from kaohe_tools.scoring.items import Board, Tally
from kaohe_tools.scoring.plan import Plan, make_plan
from kaohe_tools.simulate.draws import Draws
from kaohe_tools.simulate.models import OutcomeModel, check_slots
from kaohe_tools.simulate.sampled import Sampled
from kaohe_tools.simulate.states import Bools, Ints

REPLICATIONS = 10_000
_CHUNK = 2**18
"""Bytes of one slot's values in one chunk; scoring an item takes some times as much."""
_AHEAD = 8
"""Tasks that an executor holds at a time."""

Progress = Callable[[int, int], object]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Task:
    """What a worker needs for some replications; what follows from it, each process works out itself."""

    scheme: Scheme
    model: OutcomeModel
    bonus_cap: Decimal | None
    group_caps: Mapping[Path, Decimal]
    seed: int

    @cached_property
    def plan(self) -> Plan:
        """The scheme in grains."""
        return make_plan(self.scheme, self.bonus_cap, self.group_caps)

    @cached_property
    def draws(self) -> Draws:
        """The random outcomes."""
        return Draws(self.model, self.seed)

    @cached_property
    def columns(self) -> dict[int, int]:
        """The plan's slots that are modelled, and which of the model's outcomes are theirs."""
        where = {slot.key: n for n, slot in enumerate(self.plan.slots)}
        return {where[o.slot.key]: n for n, o in enumerate(self.model.outcomes)}

    @cached_property
    def applies(self) -> Bools:
        """Which items count for which units."""
        return applying(self.plan, self.model.unit_types, len(self.model.units))


@dataclass(frozen=True, eq=False)
class _Chunk:
    totals: Ints
    items: Ints
    grain: Decimal


def sample(
    scheme: Scheme,
    model: OutcomeModel,
    *,
    replications: int = REPLICATIONS,
    seed: int = 0,
    bonus_cap: Decimal | None = None,
    group_caps: Mapping[Path, Decimal] | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> Sampled:
    """Return totals drawn at random from a model.

    Parameters
    ----------
    seed : int
        The same seed gives the same figures.
    bonus_cap, group_caps
        As for :func:`kaohe_tools.score`.
    executor : concurrent.futures.Executor, optional
        Where the chunks are worked on, such as a process pool or Dask's ``client.get_executor()``.
    progress : callable, optional
        Called with the replications done and wanted.
    stop : callable, optional
        Asked before each chunk (``threading.Event().is_set``); if true, what is done so far is returned.

    Raises
    ------
    ModelError
        If the scheme lacks something that is modelled.
    StoppedError
        If it was stopped before the first chunk was done.
    """
    if replications < 2:
        raise ModelError(_("{n} replications were asked for; at least 2 are needed").format(n=replications))
    check_slots((o.slot for o in model.outcomes), slots(scheme))
    task = _Task(scheme=scheme, model=model, bonus_cap=bonus_cap, group_caps=dict(group_caps or {}), seed=seed)
    size = chunk_size(model, replications)
    spans = [(at, min(size, replications - at)) for at in range(0, replications, size)]
    chunks = _here(task, spans) if executor is None else _elsewhere(task, spans, executor)
    totals = np.zeros((replications, len(model.units)), dtype=np.int64)
    items = np.zeros((replications, len(scheme.indicators)), dtype=np.int64)
    held, grain = 0, Decimal(0)
    try:
        while not (stop is not None and stop()):
            chunk = next(chunks, None)
            if chunk is None:
                break
            at = slice(held, held + len(chunk.totals))
            totals[at], items[at], grain = chunk.totals, chunk.items, chunk.grain
            held = at.stop
            if progress is not None:
                progress(held, replications)
    finally:
        chunks.close()
    if held < 2:
        raise StoppedError(_("the simulation was stopped before it had anything to show"))
    return Sampled(
        scheme=scheme,
        model=model,
        seed=seed,
        asked=replications,
        grain=grain,
        totals=totals[:held],
        items=items[:held],
    )


def chunk_size(model: OutcomeModel, replications: int) -> int:
    """Return how many replications are drawn and scored at a time."""
    return max(1, min(replications, _CHUNK // (8 * len(model.units))))


def drawn(model: OutcomeModel, seed: int, start: int, count: int) -> Events:
    """Return some replications of what might be recorded, counted from `start`."""
    draws = Draws(model, seed)
    z = draws.factor(start, count)
    values = np.empty((count, len(model.units), len(model.outcomes)))
    for n in range(len(model.outcomes)):
        values[..., n] = draws.values(n, start, z)
    return Events(
        units=model.units, unit_types=model.unit_types, slots=tuple(o.slot for o in model.outcomes), values=values
    )


def _run(task: _Task, start: int, count: int) -> _Chunk:
    plan, shape = task.plan, (count, len(task.model.units))
    z = task.draws.factor(start, count)
    totals: Ints = np.zeros(shape, dtype=np.int64)
    items: Ints = np.zeros((count, len(plan.items)), dtype=np.int64)
    vetoed: Bools = np.zeros(shape, dtype=np.bool_)
    bonuses: list[tuple[Path, Ints]] = []
    for n, item in enumerate(plan.items):
        columns = [c for c in item.columns if c in task.columns]
        if not columns:
            continue
        values = np.stack([task.draws.values(task.columns[c], start, z) for c in columns])
        board = Board(
            plan.per_point, {c: row for row, c in enumerate(columns)}, values, np.ones(values.shape, np.bool_)
        )
        applies = task.applies[:, n]
        if not applies.all():
            board.withdraw(item, ~applies)
        tally = Tally(item, board)
        points = np.broadcast_to(tally.points() * applies, shape)
        items[:, n] = points.sum(axis=1)
        totals += points
        totals -= tally.penalties
        vetoed |= tally.vetoed
        if tally.bonus is not None:
            bonuses.append((tally.path, tally.total_bonus()))
    totals += limited(bonuses, plan, shape)
    return _Chunk(np.where(vetoed, 0, totals), items, plan.grain)


def _here(task: _Task, spans: list[tuple[int, int]]) -> Generator[_Chunk, None, None]:
    for start, count in spans:
        yield _run(task, start, count)


def _elsewhere(task: _Task, spans: list[tuple[int, int]], executor: Executor) -> Generator[_Chunk, None, None]:
    """Yield the chunks in their order; a few are on their way at a time."""
    waiting = iter(spans)
    underway: deque[Future[_Chunk]] = deque()
    try:
        while True:
            while len(underway) < _AHEAD and (span := next(waiting, None)) is not None:
                underway.append(executor.submit(_run, task, *span))
            if not underway:
                return
            yield underway.popleft().result()
    finally:
        for future in underway:
            future.cancel()
