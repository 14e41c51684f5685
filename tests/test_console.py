"""What reaches the terminal: texts as they are, and none that moves its cursor, colours it or turns an order round."""

from __future__ import annotations

import re

import pytest
from rich.table import Table
from rich.text import Text

from kaohe_tools.console import make_console
from tests.escaping.payloads import PAYLOADS

MOVES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def test_texts_and_tables_hold_nothing_that_moves_the_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    console, table = make_console(), Table()
    table.add_column("甲", overflow="fold")
    for payload in PAYLOADS:
        console.print(Text(payload))
        console.print(payload)
        table.add_row(payload)
    console.print(table)

    assert MOVES.findall(capsys.readouterr().out) == []


def test_colours_of_our_own_stay_and_columns_keep_their_width(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    table = Table(box=None)
    table.add_column("一")
    table.add_column("二")
    table.add_row("a\x1b[31mb", Text("x", style="red"))
    table.add_row("a[31mb", "y")
    make_console().print(table)

    first, second = capsys.readouterr().out.splitlines()[1:]
    assert "\x1b[31mx" in first
    assert "\x1b[31mb" not in first
    assert re.sub("\x1b\\[[0-9;]*m", "", first).index("x") == second.index("y")


def test_markup_and_long_lines_are_left_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    make_console().print("[red]三[/red] [link=x]看[/link]")

    assert capsys.readouterr().out == "[red]三[/red] [link=x]看[/link]\n"
