"""What a finding and a review say about themselves."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError

import pytest

from kaohe_tools.findings import CheckRun, Evidence, Finding, Fix, Review, Severity, Status
from kaohe_tools.locale import text, use_language
from kaohe_tools.model import SourceRef
from kaohe_tools.profiles import Profile
from kaohe_tools.testing import assert_findings, make_scheme

SCHEME = make_scheme([{"points": 4}, {"points": 5}, {"points": 1}, {"points": 1}], title="年度指标")


def cell(name: str) -> SourceRef:
    return SourceRef(file="a.xlsx", sha256="0" * 64, sheet="表1", cell=name, raw="")


def finding(code: str = "SM03", severity: Severity = Severity.ERROR, *places: tuple[str, str]) -> Finding:
    return Finding(
        code=code,
        name="missing-points",
        severity=severity,
        message=text("Row {row} has no points.", row=2),
        evidence=tuple(Evidence(where=cell(c), indicator=i) for c, i in places),
        fix=Fix(title=text("Fill in the points of row {row}.", row=2)),
    )


def review(*found: Finding) -> Review:
    runs = tuple(CheckRun(code=f.code, name=f.name, status=Status.FOUND, findings=(f,)) for f in found)
    return Review(scheme=SCHEME, profile=Profile(name="test"), runs=runs)


def test_cells_and_indicators_are_each_told_once_the_main_one_first() -> None:
    said = finding("SM03", Severity.ERROR, ("D3", "2"), ("D2", "1"), ("D3", "2"))

    assert said.cells == ("D3", "D2")
    assert said.indicators == ("2", "1")


@pytest.mark.parametrize(
    ("places", "general"),
    [
        ([("D2", "1")], False),
        ([("D2", "1"), ("D3", "2"), ("D4", "3")], False),
        ([("D2", "1"), ("D3", "2"), ("D4", "3"), ("D5", "4")], True),
        ([("A1", "")], True),
    ],
)
def test_a_finding_about_many_rows_or_none_is_general(places: list[tuple[str, str]], general: bool) -> None:
    assert general == finding("SM03", Severity.ERROR, *places).general


def test_findings_come_worst_first_and_else_in_the_order_of_their_runs() -> None:
    found = review(finding("SM05", Severity.WARNING), finding("SM03", Severity.ERROR), finding("DT01", Severity.ERROR))

    assert [f.code for f in found.findings] == ["SM03", "DT01", "SM05"]
    assert found.counts() == {"error": 2, "warning": 1, "note": 0}
    assert Severity.ERROR is found.worst
    assert review().worst is None


def test_a_finding_becomes_plain_data_in_the_language_in_use() -> None:
    said = finding("SM03", Severity.ERROR, ("D3", "2"))

    assert said.to_dict() == {
        "code": "SM03",
        "name": "missing-points",
        "severity": "error",
        "message": "第2行没有填写分值。",
        "cells": ["D3"],
        "indicators": ["2"],
        "section": [],
        "values": {"row": 2},
        "fix": "补填第2行的分值。",
    }
    with use_language("en"):
        assert said.to_dict()["message"] == "Row 2 has no points."


def test_a_review_becomes_json_and_a_frame() -> None:
    found = review(finding("SM03", Severity.ERROR, ("D3", "2")))

    said = json.loads(json.dumps(found.to_dict(), ensure_ascii=False))
    assert (said["scheme"], said["total"]) == ("年度指标", 11)
    assert said["runs"] == [{"code": "SM03", "name": "missing-points", "status": "found", "reason": ""}]
    frame = found.to_frame()
    assert list(frame.columns) == ["code", "name", "severity", "cells", "indicators", "message", "fix"]
    assert list(frame["cells"]) == ["D3"]
    assert len(review().to_frame()) == 0


def test_findings_are_found_by_code_and_by_name() -> None:
    found = review(finding())

    assert found.of("SM03") == found.of("missing-points") == found.findings
    assert found.of("SM01") == ()


def test_a_finding_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        finding().code = "SM01"  # type: ignore[misc] - the point of the test


def test_not_run_never_reads_as_passed() -> None:
    for lang in ("zh", "en"):
        with use_language(lang):
            labels = [s.label for s in Status]
            assert len(set(labels)) == len(labels)


def test_assert_findings_names_what_is_missing_and_what_is_too_much() -> None:
    found = review(finding("SM03", Severity.ERROR, ("D3", "2")))

    assert_findings(found, {"SM03": ["D3"]})
    with pytest.raises(AssertionError, match="missing: SM03 D9"):
        assert_findings(found, {"SM03": ["D9"]})
    with pytest.raises(AssertionError, match="not expected: SM03 D3: 第2行没有填写分值。"):
        assert_findings(found, {})
    crashed = CheckRun(code="ZZ01", name="x-y", status=Status.CRASHED, reason="Traceback …")
    with pytest.raises(AssertionError, match="crashed"):
        assert_findings(Review(scheme=SCHEME, profile=Profile(name="test"), runs=(crashed,)), {})
