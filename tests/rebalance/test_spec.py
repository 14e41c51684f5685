"""A problem in words: what a designer may write, what is refused, and that a file says the same again."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.errors import ProblemError
from kaohe_tools.rebalance import Follow, Limits, NodeShare, Objective, Problem
from kaohe_tools.rebalance import spec as spec_module
from kaohe_tools.rebalance.spec import limits, read_spec, rows, section, write_spec
from kaohe_tools.testing import make_scheme

D = Decimal
SCHEME = make_scheme(
    [
        {"path": "服务/窗口（12分）", "points": 5},
        {"path": "服务/窗口（12分）", "points": 7},
        {"path": "服务/档案", "points": 3},
        {"path": "环境/档案", "points": 4},
        {"path": "环境/档案", "points": 6, "due": "2024/5/31"},
    ],
    title="考核方案",
)
IDS = [i.id for i in SCHEME.indicators]
PATHS = [s.path for s in SCHEME.sections]
START = Problem(scheme=SCHEME, total=D(25))


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "要求.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2:4", Limits(low=D(2), high=D(4))),
        ("2:", Limits(low=D(2))),
        (":4.5", Limits(high=D("4.5"))),
        ("3", Limits(low=D(3), high=D(3))),
        (" 70%：80% ", Limits(low=D("0.7"), high=D("0.8"))),
    ],
)
def test_limits_are_said_as_low_colon_high(said: str, expected: Limits) -> None:
    assert limits(said) == expected


@pytest.mark.parametrize("said", ["", ":", "a:b", "2-4", "nan", "inf:3", True])
def test_what_sets_no_limit_is_refused(said: object) -> None:
    with pytest.raises(ProblemError):
        limits(said)


def test_rows_are_named_one_by_one_or_as_runs() -> None:
    assert rows("3，7-9 3") == ("3", "7", "8", "9")
    assert rows(["1", 2, "4—5"]) == ("1", "2", "4", "5")


def test_a_section_is_found_by_its_name_without_its_points() -> None:
    assert section(SCHEME, "窗口") == ("服务", "窗口（12分）")
    assert section(SCHEME, "环境/档案") == ("环境", "档案")


def test_a_name_that_several_sections_have_is_asked_about() -> None:
    with pytest.raises(ProblemError, match=r"服务/档案.*环境/档案"):
        section(SCHEME, "档案")


def test_an_unknown_section_names_the_nearest() -> None:
    with pytest.raises(ProblemError, match="窗口"):
        section(SCHEME, "窗囗")


def test_a_file_says_every_setting(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
        total = 30
        tick = 0.5            # a plain decimal is exact here
        objective = "largest-move"
        follow = "keep"
        fit_rules = false
        locked = ["2"]
        orders = [["2", "1"]]
        node_share = "0.2:30%"
        [bounds]
        "1-3" = "1:9"
        [item_ticks]
        4 = 1
        [weights]
        5 = 2
        [sections]
        "窗口" = "10:15"
        """,
    )

    assert read_spec(path, START) == Problem(
        scheme=SCHEME,
        total=D(30),
        tick=D("0.5"),
        objective=Objective.LARGEST_MOVE,
        follow=Follow.KEEP,
        fit_rules=False,
        locked=("2",),
        orders=(("2", "1"),),
        node_shares=(NodeShare(low=D("0.2"), high=D("0.3")),),
        bounds=tuple((id_, Limits(low=D(1), high=D(9))) for id_ in ("1", "2", "3")),
        item_ticks=(("4", D(1)),),
        weights=(("5", D(2)),),
        sections=((("服务", "窗口（12分）"), Limits(low=D(10), high=D(15))),),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("totl = 3", "total"),
        ("total = 'many'", "total.*many"),
        ("total = -1", "-1"),
        ("objective = 'least'", "total-move"),
        ("fit_rules = 1", "fit_rules"),
        ("locked = '3'", "locked"),
        ("locked = ['99']", "99"),
        ("[bounds]\n1 = '5:2'", "5"),
        ("[item_ticks]\n1 = 0.15", "0.15"),
        ("node_share = '70:80'", "7000%至8000%"),  # 0.7 or 70% was meant
        ("total = ", "TOML"),
    ],
)
def test_what_a_file_says_wrongly_is_one_sentence_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ProblemError, match=said) as raised:
        read_spec(written(tmp_path, text), START)

    assert str(raised.value).startswith("要求.toml")
    assert "\n" not in str(raised.value)


def test_a_file_for_another_sheet_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, write_spec(START))
    other = START.replace(scheme=SCHEME.replace(sha256="1" * 64))

    with pytest.raises(ProblemError, match=r"test\.xlsx"):
        read_spec(path, other)


def test_no_setting_is_left_out_of_the_file() -> None:
    """A new field of a problem has to be said in the file as well, or a scenario is not reproduced."""
    settable = {attribute for attribute, _read in spec_module._SETTINGS.values()}

    assert {f.name for f in dataclasses.fields(Problem)} - {"scheme"} == settable


figures = st.decimals(min_value=0, max_value=50, places=1)
ids = st.sampled_from(IDS)
pairs = st.tuples(figures, figures).map(sorted)
ranges = st.one_of(
    pairs.map(lambda p: Limits(low=p[0], high=p[1])),
    figures.map(lambda f: Limits(low=f)),
    figures.map(lambda f: Limits(high=f)),
)


def by_row(values: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.dictionaries(ids, values, max_size=5).map(lambda d: tuple(d.items()))


shares = st.tuples(st.integers(0, 100), st.integers(0, 100)).map(sorted)
problems = st.builds(
    Problem,
    scheme=st.just(SCHEME),
    total=st.decimals(min_value="0.1", max_value=500, places=1),
    item_ticks=by_row(st.integers(1, 20).map(lambda n: n * D("0.1"))),
    locked=st.lists(ids, unique=True).map(tuple),
    bounds=by_row(ranges),
    sections=st.dictionaries(st.sampled_from(PATHS), ranges).map(lambda d: tuple(d.items())),
    node_shares=st.dictionaries(st.sampled_from([(), *PATHS]), shares).map(
        lambda d: tuple(NodeShare(low=D(lo) / 100, high=D(hi) / 100, path=path) for path, (lo, hi) in d.items())
    ),
    orders=st.lists(st.lists(ids, min_size=2, unique=True).map(tuple), max_size=3).map(tuple),
    fit_rules=st.booleans(),
    follow=st.sampled_from(Follow),
    weights=by_row(st.decimals(min_value="0.1", max_value=9, places=1)),
    importance=by_row(figures),
    objective=st.sampled_from(Objective),
    seconds=st.integers(1, 100).map(float),
)


@given(problems)
def test_a_problem_written_and_read_is_the_same(tmp_path_factory: pytest.TempPathFactory, problem: Problem) -> None:
    path = written(tmp_path_factory.mktemp("spec"), write_spec(problem))

    assert read_spec(path, START) == problem
