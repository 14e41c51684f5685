"""Selecting, ignoring, severities, crashes: how a review runs its checks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kaohe_tools.checks import check_catalogue, explain, find_checks, review_scheme
from kaohe_tools.checks import run as run_module
from kaohe_tools.checks._base import Check, Draft, check
from kaohe_tools.errors import CheckOptionError
from kaohe_tools.findings import CheckRun, Review, Severity, Status
from kaohe_tools.locale import text, use_language
from kaohe_tools.model import Scheme
from kaohe_tools.profiles import Profile
from kaohe_tools.testing import make_scheme

PROFILE = Profile(name="test")
SHORT = make_scheme([{"points": 4}, {"points": None}], declared=10)


def run_of(review: Review, code: str) -> CheckRun:
    return next(r for r in review.runs if r.code == code)


def test_every_check_of_the_catalogue_has_one_run_in_its_order() -> None:
    review = review_scheme(SHORT, PROFILE, select=["SM01"])

    assert [c.code for c in check_catalogue()] == [r.code for r in review.runs]


def test_without_a_profile_the_default_one_is_used() -> None:
    assert review_scheme(SHORT).profile.name == "default"


@pytest.mark.parametrize("wanted", ["SM01", "sm01", "total-mismatch", " SM01 "])
def test_a_check_is_selected_by_code_or_name(wanted: str) -> None:
    review = review_scheme(SHORT, PROFILE, select=[wanted])

    assert [r.code for r in review.runs if r.status is not Status.NOT_RUN] == ["SM01"]
    assert str(run_of(review, "SM03").reason) == "本次没有选这一项"


def test_a_family_selects_all_its_checks() -> None:
    review = review_scheme(SHORT, PROFILE, select="SM")

    ran = [r.code for r in review.runs if r.status is not Status.NOT_RUN]
    assert ran == ["SM01", "SM02", "SM03", "SM04", *(f"SM{n:02d}" for n in range(5, 14))]


@pytest.mark.parametrize(
    ("wanted", "near"), [("SM99", "SM0"), ("total-mismach", "total-mismatch"), ("impossible-dates", "impossible-date")]
)
def test_an_unknown_check_is_refused_with_the_nearest_known(wanted: str, near: str) -> None:
    for call in (
        lambda: review_scheme(SHORT, PROFILE, select=[wanted]),
        lambda: review_scheme(SHORT, PROFILE, ignore={wanted: "理由"}),
        lambda: explain(wanted),
    ):
        with pytest.raises(CheckOptionError, match=near):
            call()


def test_an_unknown_check_in_the_profile_is_refused_too() -> None:
    with pytest.raises(CheckOptionError, match="XX99"):
        review_scheme(SHORT, PROFILE.replace(ignored=(("XX99", "理由"),)))
    with pytest.raises(CheckOptionError, match="XX99"):
        review_scheme(SHORT, PROFILE.replace(severities=(("XX99", "note"),)))


def test_an_ignored_check_is_not_run_and_keeps_its_reason() -> None:
    review = review_scheme(SHORT, PROFILE, ignore={"total-mismatch": "满分另行下达"})

    run = run_of(review, "SM01")
    assert (run.status, str(run.reason)) == (Status.NOT_RUN, "满分另行下达")
    assert not review.of("SM01")


@pytest.mark.parametrize("reason", ["", "  "])
def test_ignoring_needs_a_reason(reason: str) -> None:
    with pytest.raises(CheckOptionError, match="理由"):
        review_scheme(SHORT, PROFILE, ignore={"SM01": reason})


def test_the_reason_given_in_the_call_goes_before_the_profiles() -> None:
    profile = PROFILE.replace(ignored=(("SM", "本年不查"), ("OW01", "另表报送")))
    review = review_scheme(SHORT, profile, ignore={"SM01": "满分另行下达"})

    assert run_of(review, "SM01").reason == "满分另行下达"
    assert run_of(review, "SM02").reason == "本年不查"
    assert run_of(review, "OW01").reason == "另表报送"


def test_the_profile_changes_a_severity() -> None:
    review = review_scheme(SHORT, PROFILE.replace(severities=(("total-mismatch", "note"),)))

    assert [f.severity for f in review.of("SM01")] == [Severity.NOTE]
    assert [f.severity for f in review.of("SM03")] == [Severity.ERROR]


@check("ZZ01", "always-crashing", text("Always"), Severity.NOTE, text("{a}", a=1), check_catalogue()[0].explanation)
def crashing(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    yield Draft(message=text("{a}", a=1))
    raise ZeroDivisionError("a fault of ours")


def test_a_crash_is_recorded_with_its_traceback_and_the_review_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault in one check must neither stop the review nor look like a sheet without faults."""
    monkeypatch.setattr(run_module, "CATALOGUE", (crashing, *check_catalogue()))
    review = review_scheme(SHORT, PROFILE)

    run = run_of(review, "ZZ01")
    assert Status.CRASHED is run.status
    assert "ZeroDivisionError: a fault of ours" in str(run.reason)
    assert run.findings == ()
    assert review.of("SM01")


def test_findings_come_worst_first_then_in_the_catalogues_order() -> None:
    scheme = make_scheme(
        [{"points": 4, "criterion": "未开展的扣5分。", "due": "2018/6/31"}, {"points": "0.25", "criterion": "好"}],
        declared=10,
    )
    found = [f.code for f in review_scheme(scheme, PROFILE).findings]

    assert [c for c in found if c in ("SM01", "RL01", "DT01")] == ["SM01", "RL01", "DT01"]
    assert found.index("DT01") < found.index("SM05")


def test_find_checks_knows_families() -> None:
    found: tuple[Check, ...] = find_checks("bl")

    assert [c.code for c in found] == ["BL01", "BL02", "BL03"]


def test_a_review_says_the_same_in_english() -> None:
    with use_language("en"):
        message = str(review_scheme(SHORT, PROFILE).of("SM01")[0].message)

    assert (
        message == "The readable points of 1 row add up to 4; those of 1 more cannot be read (D3). "
        "Whether the sum is right (the sheet's declared total is 10) cannot be said until they are filled in."
    )
