"""Monte Carlo: outcomes drawn from a model and scored as recorded events are.

Every slot has its own stream of random numbers, named by its indicator, rule and tier, one number for
each replication and unit. So the same seed gives the same figures whatever the number of workers or
the size of the chunks, and two schemes or two models of the same units see the same luck (common
random numbers): their difference is far more certain than either figure.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from kaohe_tools.errors import ModelError, StoppedError
from kaohe_tools.locale import _
from kaohe_tools.model import Path, Scheme
from kaohe_tools.scoring import Events, score, slots
from kaohe_tools.simulate.models import OutcomeModel, Outcomes, check_slots
from kaohe_tools.simulate.quadrature import cumulative
from kaohe_tools.simulate.sampled import Sampled
from kaohe_tools.simulate.states import Floats, Ints

REPLICATIONS = 10_000
_CHUNK = 2**24
"""Bytes of recorded values in one chunk; scoring it takes some times as much."""
_AHEAD = 8
"""Tasks that an executor holds at a time."""
_LEAST = 2.0**-54

Progress = Callable[[int, int], object]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Task:
    """What a worker needs for some replications."""

    scheme: Scheme
    model: OutcomeModel
    bonus_cap: Decimal | None
    group_caps: Mapping[Path, Decimal]
    seed: int


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
    one = 8 * len(model.units) * max(1, len(model.outcomes))
    return max(1, min(replications, _CHUNK // one))


def drawn(model: OutcomeModel, seed: int, start: int, count: int) -> Events:
    """Return some replications of what might be recorded, counted from `start`."""
    from scipy.special import ndtri

    units = len(model.units)
    values = np.empty((count, units, len(model.outcomes)))
    z = ndtri(np.maximum(_uniform(seed, "", start, count), _LEAST))[:, None]
    for n, o in enumerate(model.outcomes):
        name = "\t".join(map(str, o.slot.key))
        luck = _uniform(seed, name, start * units, count * units).reshape(count, units)
        values[..., n] = o.values[_chosen(o, luck, z)]
    return Events(
        units=model.units, unit_types=model.unit_types, slots=tuple(o.slot for o in model.outcomes), values=values
    )


def _chosen(o: Outcomes, luck: Floats, z: Floats) -> Ints:
    """Return which outcome each number of luck gives."""
    from scipy.special import ndtri

    if o.loading == 0:
        ends = np.cumsum(o.chances.T[:-1], axis=0)
    else:
        ends = cumulative(o.chances.T)
        luck = o.loading * z + np.sqrt(1 - o.shock) * ndtri(np.maximum(luck, _LEAST))
    chosen = np.zeros(luck.shape, dtype=np.int64)
    for end in ends:
        chosen += luck >= end
    return chosen


def _uniform(seed: int, name: str, start: int, count: int) -> Floats:
    """Return numbers from the stream of that name; each takes one step of the generator."""
    words = np.frombuffer(hashlib.blake2b(name.encode(), digest_size=16).digest(), dtype="<u4")
    bits = np.random.PCG64(np.random.SeedSequence(seed, spawn_key=tuple(map(int, words))))
    bits.advance(start)
    return np.random.Generator(bits).random(count)


def _run(task: _Task, start: int, count: int) -> _Chunk:
    events = drawn(task.model, task.seed, start, count)
    scores = score(task.scheme, events, bonus_cap=task.bonus_cap, group_caps=task.group_caps)
    return _Chunk(scores.total, scores.points.sum(axis=1, dtype=np.int64), scores.grain)


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
