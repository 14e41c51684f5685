"""Which rows lack points, and how rows that share a merged cell are told from them."""

from __future__ import annotations

from dataclasses import replace

from kaohe_tools.checks import review_scheme
from kaohe_tools.checks.unread import cells_of, unread_rows
from kaohe_tools.model import Scheme
from kaohe_tools.profiles import Profile
from kaohe_tools.testing import make_scheme

PROFILE = Profile(name="test")


def merged(first: int | None) -> Scheme:
    """Three rows whose points stand in one merged cell D2, and a fourth with points of its own."""
    scheme = make_scheme([{"points": first}, {"points": None}, {"points": None}, {"points": 6}], declared=10)
    shared = scheme.indicators[0].sources
    rows = tuple(i.replace(sources=shared) if i.row < 4 else i for i in scheme.indicators)
    where = shared[0][1]
    problem = make_scheme([{}], problems=[{"code": "merged-points", "row": 1}]).problems[0]
    return replace(scheme, indicators=rows, problems=(replace(problem, where=where),) * 2)


def test_rows_that_share_a_merged_cell_lack_nothing() -> None:
    review = review_scheme(merged(4), PROFILE)

    assert () == unread_rows(merged(4))
    assert () == review.of("SM01")
    assert () == review.of("SM03")
    (told,) = review.of("ST06")
    assert ("D2",) == told.message["cells"]


def test_an_empty_merged_cell_is_missing_in_all_its_rows() -> None:
    review = review_scheme(merged(None), PROFILE)

    assert [1, 2, 3] == [i.row for i in unread_rows(merged(None))]
    assert "D2" == str(cells_of(unread_rows(merged(None))))
    assert [1, 2, 3] == [f.message["row"] for f in review.of("SM03")]
    (total,) = review.of("SM01")
    assert "gap" not in dict(total.message.values)


def test_a_section_with_unread_rows_is_not_said_to_be_short() -> None:
    scheme = make_scheme([{"points": 2, "path": "甲"}, {"points": None, "path": "甲"}], sections={"甲": 5})
    (finding,) = review_scheme(scheme, PROFILE, select=["SM02"]).findings

    assert (
        str(finding.message) == "有分值的1项合计2分，另有1项没有可识别的分值（D3）；填明后才能核对合计（“甲”标明5分）。"
    )


def test_many_cells_end_in_a_word() -> None:
    rows = make_scheme([{"points": None} for _ in range(9)]).indicators

    assert "D2、D3、D4、D5、D6、D7、D8、D9等" == str(cells_of(rows))
