"""Monte Carlo: agrees with the exact result within its error, and draws the same numbers on any number of workers."""

from __future__ import annotations

import math
import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from kaohe_tools.errors import ModelError, StoppedError
from kaohe_tools.simulate import Ties, expected_ranks, monte_carlo, sample, simulate
from tests.scoring.hand import scheme_of
from tests.scoring.schemes import schemes
from tests.simulate.models import model_of, models
from tests.simulate.test_exact import caps, finer_than_most, sections, simulated_or_refused

D = Decimal
SCHEME = scheme_of(("未报送的扣2分。", "5"), ("每迟报1次扣1分，最多扣3分。", "5"))
ROWS = (("1", 0, {0: 0.7, 1: 0.3}), ("2", 0, {0: 0.5, 1: 0.3, 2: 0.2}))
REPLICATIONS = 4000


def agree(wanted: float, got: float, sd: float, n: int, what: object) -> None:
    """Four standard errors of the true distribution; and as much for a rare event as one case."""
    assert abs(wanted - got) <= 4 * sd / math.sqrt(n) + 4 / n + 1e-9, what


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_agrees_with_the_exact_result(data):
    """Means, whole distributions and ranks under every kind of rule and limit; unit types; a common factor.

    64 nodes, so that quadrature adds no error.
    """
    scheme = data.draw(schemes())
    model = data.draw(models(scheme, most=10_000))
    seed = data.draw(st.integers(0, 2**32))
    limits = {
        "bonus_cap": data.draw(st.none() | caps),
        "group_caps": data.draw(st.dictionaries(st.sampled_from(sections(scheme)), caps)),
    }
    exact = simulated_or_refused(scheme, model, nodes=64, **limits)
    if isinstance(exact, str):
        assert finer_than_most(exact)
        reject()

    drawn = sample(scheme, model, replications=REPLICATIONS, seed=seed, **limits)

    step = float(exact.grain)
    for unit in range(len(model.units)):
        agree(exact.mean[unit] / step, drawn.mean.value[unit] / step, exact.sd[unit] / step, REPLICATIONS, "mean")
        below = np.cumsum(exact.chances[unit])
        for at in np.flatnonzero(exact.chances[unit] > 1e-9):
            share = float((drawn.totals[:, unit] <= exact.lattice.scores[at]).mean())
            agree(
                below[at], share, math.sqrt(max(0, below[at] * (1 - below[at]))), REPLICATIONS, exact.lattice.scores[at]
            )
    assert np.isin(drawn.totals, exact.lattice.scores).all()
    for ties in Ties:
        ranks = drawn.expected_ranks(ties)
        spread = ranks.error * math.sqrt(REPLICATIONS)
        for wanted, got, sd in zip(expected_ranks(exact, ties), ranks.value, spread, strict=True):
            agree(wanted, got, float(sd), REPLICATIONS, ties)


def test_the_same_seed_gives_the_same_numbers_on_any_number_of_workers(monkeypatch):
    model = model_of(SCHEME, *ROWS, units=7, shock=0.3)
    alone = sample(SCHEME, model, replications=500, seed=3)
    monkeypatch.setattr(monte_carlo, "_CHUNK", 8 * 7 * 37)  # 37 replications at a time

    chunked = sample(SCHEME, model, replications=500, seed=3)
    assert np.array_equal(alone.totals, chunked.totals)
    for workers in (1, 2, 4):
        with ThreadPoolExecutor(workers) as pool:
            assert np.array_equal(alone.totals, sample(SCHEME, model, replications=500, seed=3, executor=pool).totals)
    with ProcessPoolExecutor(2) as pool:
        assert np.array_equal(alone.items, sample(SCHEME, model, replications=500, seed=3, executor=pool).items)
    assert not np.array_equal(alone.totals, sample(SCHEME, model, replications=500, seed=4).totals)


def test_a_dask_cluster_draws_the_same_numbers(monkeypatch):
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        if os.environ.get("CI"):
            raise
        pytest.skip("distributed is not installed: `python3 run.py test` installs it")
    model = model_of(SCHEME, *ROWS, units=7, shock=0.3)
    alone = sample(SCHEME, model, replications=200, seed=3)
    monkeypatch.setattr(monte_carlo, "_CHUNK", 8 * 7 * 37)  # 37 replications at a time
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster,
        Client(cluster) as client,
        client.get_executor() as executor,
    ):
        assert np.array_equal(alone.totals, sample(SCHEME, model, replications=200, seed=3, executor=executor).totals)


def test_two_schemes_see_the_same_luck():
    """Twice the deduction on the same events: the difference is 2 points wherever the flag is up, and nothing else."""
    dearer = scheme_of(("未报送的扣4分。", "5"), ("每迟报1次扣1分，最多扣3分。", "5"))
    a = sample(SCHEME, model_of(SCHEME, *ROWS, units=4, shock=0.3), replications=2000, seed=1)
    b = sample(dearer, model_of(dearer, *ROWS, units=4, shock=0.3), replications=2000, seed=1)

    change = a.totals * a.grain - b.totals * b.grain
    assert {D(0), D(2)} == set(change.ravel().tolist())
    paired = a.less(b)
    apart = np.hypot(a.mean.error, b.mean.error)
    assert (paired.error < apart / 1.3).all()
    assert (np.abs(paired.value - 0.6) < 4 * paired.error).all()


def test_a_longer_run_begins_with_the_shorter_one():
    model = model_of(SCHEME, *ROWS, units=3, shock=0.3)
    short, long = (sample(SCHEME, model, replications=n, seed=5).totals for n in (40, 90))

    assert np.array_equal(short, long[:40])


def test_standard_errors_say_how_far_off_the_figures_are():
    """200 runs of 100 replications: each figure is off by about its own standard error (root mean square)."""
    model = model_of(SCHEME, *ROWS, units=2, shock=0.3)
    exact = simulate(SCHEME, model, nodes=64)
    off: dict[str, list[np.ndarray]] = {"mean": [], "sd": [], "line": [], "rank": [], "share": []}
    lines = {"好": D(9)}
    wanted = exact.grade_shares(lines)
    for seed in range(200):
        run = sample(SCHEME, model, replications=100, seed=seed)
        off["mean"].append((run.mean.value - exact.mean) / run.mean.error)
        off["sd"].append((run.sd.value - exact.sd) / run.sd.error)
        line, rank, shares = run.at_least(D(9)), run.expected_ranks(), run.grade_shares(lines)
        off["line"].append((line.value - exact.at_least(D(9))) / line.error)
        off["rank"].append((rank.value - expected_ranks(exact)) / rank.error)
        off["share"].append((shares.shares - wanted.shares) / shares.share_errors)

    for name, values in off.items():
        assert 0.85 < np.sqrt(np.mean(np.square(values))) < 1.15, name


def test_quantiles_and_ranks_and_grades_of_one_unit():
    model = model_of(SCHEME, *ROWS)
    run, exact = sample(SCHEME, model, seed=2), simulate(SCHEME, model)

    assert exact.quantiles((0.1, 0.5, 0.9)).tolist() == run.quantiles((0.1, 0.5, 0.9)).value.tolist()
    assert [[1.0]] == run.rank_chances().chances.tolist()
    assert ("好", "中", "差") == run.grade_shares({"中": D(6), "好": D(9)}, "差").grades
    assert [1.0] == pytest.approx(run.grade_shares({"中": D(6), "好": D(9)}).chances.sum(axis=1).tolist())


def test_progress_is_told_and_a_stop_keeps_what_is_done(monkeypatch):
    monkeypatch.setattr(monte_carlo, "_CHUNK", 8 * 10)  # 10 replications at a time
    model = model_of(SCHEME, *ROWS)
    told: list[tuple[int, int]] = []

    run = sample(SCHEME, model, replications=100, progress=lambda *n: told.append(n), stop=lambda: len(told) >= 3)

    assert [(10, 100), (20, 100), (30, 100)] == told
    assert (30, True) == (run.replications, run.stopped)
    assert "30" in str(run.said[1])
    assert np.array_equal(run.totals, sample(SCHEME, model, replications=100).totals[:30])
    with pytest.raises(StoppedError):
        sample(SCHEME, model, stop=lambda: True)


def test_a_stop_lets_an_executor_go(monkeypatch):
    monkeypatch.setattr(monte_carlo, "_CHUNK", 8 * 10)
    told: list[int] = []
    with ThreadPoolExecutor(2) as pool:
        run = sample(
            SCHEME, model_of(SCHEME, *ROWS), executor=pool, progress=lambda n, _all: told.append(n),
            stop=lambda: len(told) >= 2,
        )  # fmt: skip

    assert 20 == run.replications


def test_one_replication_has_no_error():
    with pytest.raises(ModelError, match="2"):
        sample(SCHEME, model_of(SCHEME, *ROWS), replications=1)


def test_other_units_or_another_seed_are_not_compared():
    a, b = (sample(SCHEME, model_of(SCHEME, *ROWS), replications=10, seed=n) for n in (1, 2))

    with pytest.raises(ModelError, match=r"seed|种子"):
        a.less(b)
