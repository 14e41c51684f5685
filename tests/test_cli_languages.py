"""What the command line prints in English holds no Chinese but the sheets' own words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from kaohe_tools.cli import main
from kaohe_tools.locale import set_language
from kaohe_tools.sheets.columns import HEADINGS

SAMPLES = Path(__file__).parents[1] / "sample_sheets"
SCHEME, RESULTS = str(SAMPLES / "node_annual_2018.xlsx"), str(SAMPLES / "results_2023.xlsx")
NEXT_YEAR = "next.xlsx"
PROPOSED = ("扣完为止", "其他否决性内容", "小计", "合计")
"""Wordings of Chinese sheets that texts quote, so that a designer can write them into a sheet or find them there."""

CALLS = {
    "review": ["review", SCHEME, "--profile", "node-annual"],
    "show": ["show", SCHEME],
    "layout": ["show", SCHEME, "--layout"],
    "score": ["score", SCHEME, RESULTS],
    "rebalance": ["rebalance", SCHEME, "--profile", "node-annual", "--out", NEXT_YEAR],
    "clash": ["rebalance", SCHEME, "--total", "50", "--lock", ",".join(map(str, range(1, 16)))],
    "simulate": ["simulate", SCHEME, "--results", RESULTS],
    "assumed": ["simulate", SCHEME],
    "compare": ["compare", SCHEME, NEXT_YEAR, "--results", RESULTS],
    "checks": ["checks"],
    "parse": ["parse", "未完成的扣2分，最多扣4分。", "--points", "4"],
    "missing": ["show", "missing.xlsx"],
    "unread": ["review", str(SAMPLES / "results_2023.xlsx")],
    **{
        f"{verb} --help": [verb, "--help"]
        for verb in (
            "review",
            "show",
            "score",
            "rebalance",
            "simulate",
            "compare",
            "checks",
            "parse",
            "verify",
            "lab",
            "app",
        )
    },
}


@pytest.fixture(autouse=True)
def _language():
    yield
    set_language(None)


@pytest.fixture(scope="module")
def own():
    """Every text of the sample sheets, and the headings that a sheet may have."""
    found = [word for words in HEADINGS.values() for word in words]
    for path in (SCHEME, RESULTS):
        for sheet in load_workbook(path).worksheets:
            found += [sheet.title, *(str(c) for row in sheet.iter_rows(values_only=True) for c in row if c is not None)]
    return re.sub(r"\s", "", "\n".join(found))


def printed(capsys, call):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "200")
        try:
            main([*call, "--lang", "en"])
        except SystemExit as ended:  # --help
            assert ended.code == 0  # noqa: PT017 - argparse ends a help text so
    said = capsys.readouterr()
    return said.out + said.err


@pytest.mark.parametrize("name", CALLS)
def test_english_output_holds_no_chinese_but_the_sheets_own(name, own, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if NEXT_YEAR in CALLS[name] and name != "rebalance":
        printed(capsys, CALLS["rebalance"])
    said = printed(capsys, CALLS[name])
    for word in (*PROPOSED, *CALLS[name]):
        said = said.replace(word, " ")

    left = {line.strip(): run for line in said.splitlines() for run in re.findall(r"[㐀-鿿、。；：，！？]+", line)}

    assert {line: run for line, run in left.items() if run not in own} == {}
