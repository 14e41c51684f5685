"""The pages in docs/ say what the program says, and every link of the documents leads somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from kaohe_tools.checks import catalogue_page, check_catalogue, explain
from kaohe_tools.cli import build_parser, main
from kaohe_tools.locale import use_language

ROOT = Path(__file__).parents[1]
PAGES = {"checks.md": "en", "checks.zh-CN.md": "zh"}
WRITTEN = sorted(p for p in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("sample_sheets/*.md")))
LINK = re.compile(r"\]\(([^)\s]+)\)")


@pytest.mark.parametrize(("name", "lang"), PAGES.items())
def test_the_committed_catalogue_is_what_the_program_says(name, lang, capsys):
    """Renew it with `python3 run.py docs`."""
    assert main(["checks", "--format", "md", "--lang", lang]) == 0
    assert (ROOT / "docs" / name).read_text("utf-8") == capsys.readouterr().out


@pytest.mark.parametrize("lang", PAGES.values())
def test_the_catalogue_holds_all_that_is_known_of_every_check(lang):
    with use_language(lang):
        page = catalogue_page()
        for check in check_catalogue():
            section = page.split(f"\n### {check.code}\n")[1].split("\n### ")[0]
            assert f"[{check.code}](#{check.code.lower()})" in page
            assert f"**{check.title}** · `{check.name}` · {check.severity.mark}" in section
            bodies = re.split(r"^#+ .*\n", explain(check.code), flags=re.M)[2:]
            assert [] == [body for body in bodies if body.strip() not in section]


def anchors(path):
    """The addresses within a page, as sites that show Markdown make them from headings."""
    headings = re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_within_the_project_leads_somewhere(path):
    for link in LINK.findall(path.read_text("utf-8")):
        if link.startswith(("http://", "https://")):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name) if name else path
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def commands(path):
    """The lines of a document's code blocks that begin with `kaohe`."""
    blocks = re.findall(r"^```\n(.*?)^```", path.read_text("utf-8"), re.M | re.S)
    return [line for block in blocks for line in block.splitlines() if line.startswith("kaohe ")]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_in_a_document_is_one_that_the_program_takes(path):
    for line in commands(path):
        build_parser().parse_args(shlex.split(line, comments=True)[1:])


def test_both_readmes_give_the_same_commands_and_pictures():
    english, chinese = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh-CN.md"))
    assert commands(ROOT / "README.md") == commands(ROOT / "README.zh-CN.md") != []
    pictures = re.findall(r"^!\[.{30,}\]\((docs/pictures/\w+\.png)\)$", english, re.M)
    assert pictures == re.findall(r"^!\[.{30,}\]\((docs/pictures/\w+\.png)\)$", chinese, re.M)
    assert sorted(pictures) == sorted(p.relative_to(ROOT).as_posix() for p in ROOT.glob("docs/pictures/*"))
    assert all((ROOT / picture).stat().st_size < 200_000 for picture in pictures)
