"""Every check on small schemes worked out by hand: ``cases/<CODE>.yml``.

To add a case, add it to the file of its check; no Python is needed.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from kaohe_tools.checks import Check, check_catalogue
from kaohe_tools.checks.run import run_check
from kaohe_tools.findings import CheckRun, Finding, Safety, Status
from kaohe_tools.locale import LANGUAGES, use_language
from kaohe_tools.model import Declared, Scheme, SourceRef, to_plain
from kaohe_tools.profiles import Profile
from kaohe_tools.testing import make_scheme

FOLDER = Path(__file__).parent / "cases"
KINDS = {"pass": Status.PASSED, "fail": Status.FOUND, "not_applicable": Status.NOT_APPLICABLE}


def _setting(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_setting(v) for v in value)
    return value


def _profile(given: dict[str, Any]) -> Profile:
    exact = ("total", "tick", "repeat_threshold", "duplicate_threshold")
    settings = {k: Decimal(str(v)) if k in exact else _setting(v) for k, v in given.items()}
    if "node_share" in settings:
        low, high = settings["node_share"]
        settings["node_share"] = (Decimal(low), Decimal(high))
    return Profile(name="test", **settings)


def _cases() -> list[Any]:
    found = []
    for check in check_catalogue():
        said = yaml.safe_load((FOLDER / f"{check.code}.yml").read_text(encoding="utf-8"))
        assert set(said) <= set(KINDS), check.code
        found += [
            pytest.param(check, kind, case, id=f"{check.code}-{kind}-{case['name']}")
            for kind, cases in said.items()
            for case in cases
        ]
    return found


def _scheme(given: dict[str, Any]) -> Scheme:
    """Return a case's scheme; `stated_sum` is a closing row of sums below the rows."""
    said = dict(given)
    stated = said.pop("stated_sum", None)
    scheme = make_scheme(**said)
    if stated is None:
        return scheme
    cell = f"D{len(scheme.indicators) + 2}"
    where = SourceRef(file=scheme.file, sha256=scheme.sha256, sheet=scheme.sheet, cell=cell, raw=str(stated))
    return replace(scheme, stated_sum=Declared(points=Decimal(str(stated)), source=where))


def _run(check: Check, case: dict[str, Any]) -> CheckRun:
    scheme = _scheme(case["scheme"])
    return run_check(check, scheme, _profile(case.get("profile", {})), check.severity)


def test_every_check_has_a_case_that_passes_and_one_that_fails() -> None:
    files = {p.stem for p in FOLDER.glob("*.yml")}

    assert files == {c.code for c in check_catalogue()}
    for code in files:
        said = yaml.safe_load((FOLDER / f"{code}.yml").read_text(encoding="utf-8"))
        assert said.get("pass"), code
        assert said.get("fail"), code


@pytest.mark.parametrize(("check", "kind", "case"), _cases())
def test_case(check: Check, kind: str, case: dict[str, Any]) -> None:
    run = _run(check, case)

    assert KINDS[kind] == run.status, run.reason or [str(f.message) for f in run.findings]
    if kind == "not_applicable":
        assert str(run.reason)
    expected = case.get("finds", [])
    assert [e["cells"].split() for e in expected] == [list(f.cells) for f in run.findings]
    for wanted, finding in zip(expected, run.findings, strict=True):
        _compare(wanted, finding)


def _compare(wanted: dict[str, Any], finding: Finding) -> None:
    values = {name: to_plain(value) for name, value in finding.message.values}
    for name, value in wanted.get("values", {}).items():
        assert value == values[name], name
    assert wanted.get("section", []) == list(finding.section)
    if "zh" in wanted:
        assert wanted["zh"] == str(finding.message)
    if "fix" in wanted:
        assert finding.fix is not None
        assert wanted["fix"] == str(finding.fix.title)
    if "indicators" in wanted:
        assert wanted["indicators"] == list(finding.indicators)
    if "safe" in wanted:
        assert finding.fix is not None
        assert wanted["safe"] == (finding.fix.safety is Safety.SAFE)
    if "edits" in wanted:
        assert finding.fix is not None
        assert wanted["edits"] == {e.indicator: e.new for e in finding.fix.edits}


FAILS = [p for p in _cases() if p.values[1] == "fail"]


@pytest.mark.parametrize(("check", "kind", "case"), FAILS)
def test_what_is_found_reads_in_both_languages_and_has_a_fix(check: Check, kind: str, case: dict[str, Any]) -> None:
    for finding in _run(check, case).findings:
        assert finding.fix is not None
        said = {}
        for lang in LANGUAGES:
            with use_language(lang):
                said[lang] = str(finding.message), str(finding.fix.title)
                assert all(part.strip() for part in said[lang])
                assert "{" not in "".join(said[lang])
        assert said["zh"][0] != said["en"][0]
        assert said["zh"][1] != said["en"][1]


@pytest.mark.parametrize(("check", "kind", "case"), FAILS)
def test_a_safe_fix_clears_its_finding_creates_none_and_is_idempotent(
    check: Check, kind: str, case: dict[str, Any]
) -> None:
    scheme = _scheme(case["scheme"])
    profile = _profile(case.get("profile", {}))
    before = {c.code: len(run_check(c, scheme, profile, c.severity).findings) for c in check_catalogue()}
    for finding in run_check(check, scheme, profile, check.severity).findings:
        if finding.fix is None or finding.fix.safety is not Safety.SAFE:
            continue
        assert finding.fix.edits
        mended = scheme.apply(finding.fix.edits)
        after = {c.code: run_check(c, mended, profile, c.severity).findings for c in check_catalogue()}

        assert finding.message not in [f.message for f in after[check.code]]
        assert all(len(after[code]) <= n for code, n in before.items())
        assert not any(f.fix and f.fix.safety is Safety.SAFE for f in after[check.code])
