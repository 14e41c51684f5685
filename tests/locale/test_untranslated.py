"""No text reaches a user past the catalogue: the source is searched for literal ones, the catalogue for gaps."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import kaohe_tools

PACKAGE = Path(kaohe_tools.__file__).parent
PO = PACKAGE / "locale/zh_CN/LC_MESSAGES/kaohe_tools.po"
FIELD = re.compile(r"(?<!\{)\{(\w*)[^{}]*\}")
LETTERS = re.compile(r"[A-Za-z]{2,}|[㐀-鿿]")
ERRORS = {
    node.name
    for node in ast.walk(ast.parse((PACKAGE / "errors.py").read_text("utf-8")))
    if isinstance(node, ast.ClassDef)
} | {"PanelError"}
SHOWN = {"help", "description", "epilog", "title", "label", "placeholder", "tooltip", "message", "caption"}
"""Keywords whose value a user reads: of argparse, widgets, plots, errors."""
SAYING = {
    *(
        "set_title",
        "set_xlabel",
        "set_ylabel",
        "suptitle",
        "annotate",
        "set_label",
        "set_xticklabels",
        "set_yticklabels",
    ),
    *("say", "complain", "print", "add_column", "HTML", "Label", "Button"),
}
"""Calls whose arguments a user reads; so are those of rich's ``Text``, which is not the catalogue's."""
OPTION = re.compile(r"--[a-z-]+(?: [a-z]+)?")
NOT_SAID = {"Text", "text"}
"""Keywords of the sentences themselves: the values of their fields."""


def literal(node: ast.expr) -> str:
    """Return the words of a literal, also of those parts of an f-string or a sum that are literal."""
    match node:
        case ast.Constant(value=str(said)):
            return said
        case ast.JoinedStr(values=parts):
            return " ".join(part.value for part in parts if isinstance(part, ast.Constant))
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return f"{literal(left)} {literal(right)}"
        case ast.IfExp(body=one, orelse=other):
            return f"{literal(one)} {literal(other)}"
    return ""


def untranslated(source: str) -> list[str]:
    """Return the literal texts of a module that a user would read in one language."""
    found = []
    saying = SAYING | ({"Text"} if "rich.text import Text" in source else set())
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        read = list(call.args[:1]) if name in ERRORS else []
        read += call.args if name in saying else []
        if name not in NOT_SAID:
            read += [k.value for k in call.keywords if k.arg in SHOWN]
        found += [
            f"{call.lineno}: {name}: {said}" for said in map(literal, read) if LETTERS.search(OPTION.sub("", said))
        ]
    return found


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def test_no_literal_text_bypasses_the_catalogue() -> None:
    found = {p.relative_to(PACKAGE).as_posix(): untranslated(p.read_text("utf-8")) for p in modules()}

    assert {name: texts for name, texts in found.items() if texts} == {}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("raise KaoheError({})", '"no such file"'),
        ("raise SheetError({}, where)", 'f"row {n} is empty"'),
        ('verb.add_argument("--x", help={})', '"show more"'),
        ("widgets.Button(description={})", '"Save"'),
        ("widgets.Input(value=1, placeholder={})", '"分值"'),
        ("axes.set_xlabel({})", '"points " + unit'),
        ("say({})", '"done"'),
        ("PanelError(message={})", '"it failed" if bad else ""'),
        ("from rich.text import Text\nconsole.print(Text({}))", '"total"'),
    ],
)
def test_the_search_finds_what_it_is_for(source: str, words: str) -> None:
    assert len(untranslated(source.format(words))) == 1
    assert untranslated(source.format(f"_({words})")) == []


# the page's code and the templates ---------------------------------------------------------------

SAID_BY_SCRIPTS = {"中文", "English", "3 > 7 > 9; 1 > 2"}
"""The names of the languages, each in its own; and row numbers."""


def scripts() -> list[Path]:
    return sorted((PACKAGE / "panels" / "board").glob("*.js"))


def words_of_script(code: str) -> Iterator[str]:
    """Yield literal texts that a script puts on the page: children of elements, titles, hints, labels."""
    code = re.sub(r"^\s*//.*$|\s//\s.*$", "", code, flags=re.M)
    quoted = r"""(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)"""
    places = (
        rf"\.(?:title|placeholder|textContent|innerText|alt|ariaLabel)\s*=\s*{quoted}",
        rf"""["']?(?:title|placeholder|aria-label|alt)["']?\s*:\s*{quoted}""",
        rf"""setAttribute\("(?:title|aria-label|placeholder|alt)",\s*{quoted}""",
        rf"\bfill\([\w.]+,\s*{quoted}",
        rf"\}},\s*{quoted}\s*[,)]",
        r'\?\s*"([^"]*[㐀-鿿][^"]*)"()',
        r':\s*"([^"]*\b[A-Z][a-z]+)"()\)',
    )
    for place in places:
        for found in re.finditer(place, code):
            said = re.sub(r"\$\{[^}]*\}|\$\{.*", " ", found[1] or found[2] or "", flags=re.S)
            if LETTERS.search(said):
                yield said
    for found in re.finditer(r'["`]([^"`\n]*[㐀-鿿][^"`\n]*)["`]', code):
        yield found[1]


@pytest.mark.parametrize("path", scripts(), ids=lambda path: path.name)
def test_scripts_say_only_what_the_kernel_gives_them(path: Path) -> None:
    assert set(words_of_script(path.read_text("utf-8"))) <= SAID_BY_SCRIPTS


@pytest.mark.parametrize(
    "code",
    [
        'button.title = "Save it";',
        'el("span", { class: "kh" }, "Saved")',
        "fill(state, `written ${path}`);",
        'el("input", { "aria-label": "grades" })',
        'field.value = "优秀=90";',
    ],
)
def test_the_search_of_scripts_finds_what_it_is_for(code: str) -> None:
    assert list(words_of_script(code))


def templates() -> list[Path]:
    return sorted(path for folder in PACKAGE.rglob("templates") for path in folder.iterdir() if path.suffix != ".css")


def words_of_template(code: str) -> list[str]:
    """Return what a template says by itself, outside its fields, its markup and its style sheet."""
    code = re.sub(r"\{#.*?#\}|<!--.*?-->|<style.*?</style>", " ", code, flags=re.S)
    code = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", code, flags=re.S)
    attributes = re.findall(r"""\b(?:title|alt|placeholder|aria-label)="([^"]*)\"""", code)
    lines = [line.strip() for line in re.sub(r"<[^>]*>", "\n", code).splitlines()]
    return [said for said in (*lines, *attributes) if LETTERS.search(said)]


@pytest.mark.parametrize("path", templates(), ids=lambda path: f"{path.parts[-3]}-{path.name}")
def test_templates_say_only_what_the_catalogue_gives_them(path: Path) -> None:
    assert words_of_template(path.read_text("utf-8")) == []


def test_the_search_of_templates_finds_what_it_is_for() -> None:
    assert words_of_template('<p title="Hint">{{ _("x") }}</p>{% if a %}Points{% endif %}') == ["Points", "Hint"]


# the catalogue ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def messages() -> list[object]:
    with PO.open("rb") as file:
        catalogue = read_po(file)
    assert not catalogue.obsolete
    return [message for message in catalogue if message.id]


def test_every_text_has_its_chinese_and_none_is_a_guess(messages) -> None:
    assert [m.id for m in messages if not m.string or m.fuzzy] == []


def test_named_fields_agree(messages) -> None:
    """By name and number; those without a name go by their place, which the Chinese may not change."""
    wrong = []
    for message in messages:
        english, chinese = (FIELD.findall(words) for words in (message.id, message.string))
        unnamed = [field for field in english if not field.isidentifier()]
        if Counter(english) != Counter(chinese) or unnamed != [f for f in chinese if not f.isidentifier()]:
            wrong.append(message.id)

    assert wrong == []


@pytest.mark.parametrize(
    ("chinese", "agrees"), [("{b}的{a}", True), ("{a}", False), ("{a}{b}{b}", False), ("{a}的{c}", False)]
)
def test_the_comparison_of_fields_finds_what_it_is_for(chinese: str, agrees: bool) -> None:
    assert agrees == (Counter(FIELD.findall("{a} of {b:.1f}")) == Counter(FIELD.findall(chinese)))


SAME = {"Word", "TOML", "at {path}", "{source} is", "section “{name}”", "{time} on {weekday}, {date}"}
"""What is a program's name, or a word of English grammar that Chinese has no need of."""


def test_the_chinese_of_words_is_chinese(messages) -> None:
    bare = ((m, re.sub(r"\{[^}]*\}", "", m.id)) for m in messages)
    left = {m.id for m, words in bare if LETTERS.search(words) and not re.search("[㐀-鿿]", m.string)}

    assert left <= SAME
