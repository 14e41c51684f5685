"""What holds for the page's scripts of every panel."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

import kaohe_tools.panels
from kaohe_tools.panels.shell import Board

FOLDERS = sorted(p.parent.name for p in Path(kaohe_tools.panels.__file__).parent.glob("*/view.py"))
MARKUP = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|DOMParser|srcdoc")


def code_of(panel: str) -> str:
    """The script that a panel's page runs, without its comments."""
    view = import_module(f"kaohe_tools.panels.{panel}.view")
    (board,) = (c for c in vars(view).values() if isinstance(c, type) and issubclass(c, Board) and c is not Board)
    return re.sub(r"//.*", "", str(board._esm))


def test_there_are_the_panels_of_the_notebooks():
    assert FOLDERS == ["compare", "memo", "rebalance", "review", "simulate"]


@pytest.mark.parametrize("panel", [p for p in FOLDERS if p != "memo"])
def test_the_page_has_no_way_to_turn_text_into_markup(panel):
    assert MARKUP.findall(code_of(panel)) == []


def test_the_memo_that_is_shown_is_a_page_that_can_do_nothing():
    """A memo's own page goes into a frame whose sandbox lets no script run and no form be sent."""
    code = code_of("memo")

    assert MARKUP.findall(code) == ["srcdoc"]
    assert re.search(r'"iframe", {[^\n]*sandbox: "",[^\n]*\n *srcdoc: ', code)


@pytest.mark.parametrize("panel", FOLDERS)
def test_every_word_the_page_asks_for_is_there(panel):
    asked = set(re.findall(r"(?<![.\w])(?:said|words)\.([a-z_]+)", code_of(panel)))
    known = import_module(f"kaohe_tools.panels.{panel}.labels").labels()

    assert asked != set()
    assert asked - set(known) == set()
