"""What each kind of output must be like when every text in it is hostile: a check for each kind.

A check reads the output as its program would (an XML or HTML parser, a Markdown renderer) and fails
where a text has become more than text. Where the output is to show texts whole, it fails where one is lost.
"""

from __future__ import annotations

import io
import json
import re
import tomllib
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

from lxml import etree
from markdown_it import MarkdownIt

from tests.escaping.payloads import MARKUP

MOVES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal acts upon, or turns an order round; a tab and the end of a line are not in it."""
LIVE = tuple("=+-@＝＋－＠\t\r")

TAGS = {*("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "div", "span", "section")}
TAGS |= {*("aside", "dl", "dt", "dd", "a", "table", "thead", "tbody", "tr", "th", "td", "ul", "ol", "li", "del", "ins")}
TAGS |= {*("br", "b", "sup", "details", "summary", "figure", "img")}
ATTRIBUTES = {"class", "id", "href", "lang", "charset", "name", "content", "http-equiv"}
ATTRIBUTES |= {"style", "title", "colspan", "alt", "src"}
DRAWN = {"svg", "metadata", "RDF", "Work", "type", "format", "defs", "style", "g", "path", "use", "clipPath", "rect"}
ADDRESS = re.compile(r"#row-\d+|\./[\w.~%()-]*|data:image/png;base64,[A-Za-z0-9+/=]+")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
BETWEEN = "\n--8<--\n"
"""What stands between several outputs in one."""
RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{p}{n}" for p in ("COM", "LPT") for n in "123456789")}


class Page(HTMLParser):
    """The elements, attributes and texts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.others: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)

    unknown_decl = handle_pi


def check_html(page: str) -> None:
    """Elements, attributes and addresses are the templates' own; the texts are there letter by letter."""
    seen = Page(page)
    assert {tag for tag, _ in seen.elements} <= TAGS
    assert {name for _, attributes in seen.elements for name in attributes} <= ATTRIBUTES
    addresses = [a[k] for _, a in seen.elements for k in ("href", "src") if k in a]
    assert [a for a in addresses if not ADDRESS.fullmatch(a or "")] == []
    assert [c for c in seen.others if not c.strip().startswith("kaohe")] == []
    assert [a["style"] for _, a in seen.elements if re.search(r"url|expression|import", a.get("style") or "")] == []
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", page)
    said = _flat(" ".join(seen.words))
    assert [p for p in MARKUP if _flat(p) in said] != [], "no hostile text reached this output"
    page.encode()


def check_md(text: str) -> None:
    """A renderer makes no link, no picture, no markup of its own out of any text; nor does one that knows tables."""
    text, _, record = text.partition("<!-- kaohe")
    for kind in ("commonmark", "gfm-like"):
        reader = MarkdownIt(kind, {"linkify": False}).enable("table")
        found = {t.type for outer in reader.parse(text) for t in (outer, *(outer.children or ()))}
        allowed = {"text", "text_special", "inline", "softbreak"}  # and the marks of what is gone and new
        allowed |= {f"{mark}_{end}" for mark in ("em", "strong", "s") for end in ("open", "close")}
        pairs = ((a, b) for outer in reader.parse(text) for a, b in pairwise(outer.children or ()))
        assert not {b.content for a, b in pairs if a.type in ("em_open", "strong_open", "s_open")} & {"b", "i", "s"}
        parts = ("heading", "paragraph", "bullet_list", "list_item", "table", "thead", "tbody", "tr", "th", "td")
        assert found <= allowed | {f"{part}_{end}" for part in parts for end in ("open", "close")}
    assert not re.search(r"(?i)(?<!\\)(https?|ftp)://|www\.|(?<!\\)@|(?<!\\)\$", text)  # GitHub and Jupyter know these
    assert not re.search(r"\\\\[(\[]", text)
    assert not MOVES.search(text)
    assert "--" not in record.removesuffix(" -->\n")


def check_json(text: str) -> None:
    """It is JSON, and nothing in it acts on a terminal that shows it."""
    json.loads(text)
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]", text
    )


def check_json_lines(text: str) -> None:
    for line in text.splitlines():
        check_json(line)


def check_toml(text: str) -> None:
    tomllib.loads(text)


def check_csv(text: str) -> None:
    """No field begins as a formula; quotes hold."""
    import csv

    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert {len(row) for row in rows} == {9}
    words = [field for row in rows for n, field in enumerate(row) if n not in (3, 4, 5)]
    assert [w for w in words if w.lstrip(" \n\u3000").startswith(LIVE)] == []
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\u202a-\u202e]", text)
    assert sum(w.startswith("'") for w in words) > 10


def check_docx(data: bytes) -> None:
    """Every part is XML, the one field is the page number, nothing leads outside."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        trees = {n: etree.fromstring(package.read(n)) for n in package.namelist() if n.endswith((".xml", ".rels"))}
    for name, tree in trees.items():
        assert [r.get("Target") for r in tree.iter() if r.get("TargetMode") == "External"] == [], name
        assert {t.text for t in tree.iter(f"{W}instrText")} <= {"PAGE"}
        assert not [e for e in tree.iter() if e.tag in (f"{W}hyperlink", f"{W}fldSimple", f"{W}object")]
    said = "".join(trees["word/document.xml"].itertext())
    assert not re.search("[\x7f-\x84\u202a-\u202e\u2066-\u2069]", said)
    assert [p for p in MARKUP[:10] if _flat(p) not in _flat(said)] == []


def check_xlsx(data: bytes) -> None:
    """Texts are texts and marked so, no formula, no escape read as a character, nothing too long, nothing outside."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        trees = {n: etree.fromstring(package.read(n)) for n in package.namelist() if n.endswith((".xml", ".rels"))}
    marked = [x.get("quotePrefix") == "1" for x in trees["xl/styles.xml"].iterfind(f"{M}cellXfs/{M}xf")]
    shared = [_words(s) for s in trees.get("xl/sharedStrings.xml", etree.Element("none")).iterfind(f"{M}si")]
    numbers = sorted(int(n[19:-4]) for n in trees if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", n))
    sheets = [trees[f"xl/worksheets/sheet{n}.xml"] for n in numbers]
    assert not [n for n in trees if "externalLinks" in n or "ddeLink" in n]
    said_all: list[str] = []
    for sheet in sheets:
        assert not list(sheet.iter(f"{M}f"))
        for link in sheet.iter(f"{M}hyperlink"):
            assert link.get("location") or link.get(RELATION)
        if sheet is not sheets[-1]:  # the designer's own
            continue
        for cell in sheet.iter(f"{M}c"):
            assert cell.get("t", "n") in ("n", "s", "inlineStr")
            if cell.get("t", "n") == "n":
                continue
            said = shared[int(cell.findtext(f"{M}v"))] if cell.get("t") == "s" else _words(cell.find(f"{M}is"))
            assert len(said.encode("utf-16-le")) // 2 <= 32_767
            said_all.append(said)
            assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\u202a-\u202e\ud800-\udfff]", said)
            if said.lstrip(" \n\u3000").startswith(LIVE):
                assert marked[int(cell.get("s", "0"))], said[:80]
    for name, tree in trees.items():
        external = [r.get("Target") for r in tree.iter() if r.get("TargetMode") == "External"]
        assert [t for t in external if not re.fullmatch(r"[\w.~%()-]*", t or "")] == [], name
        if "comments" in name:
            comments = "".join(_words(comment) for comment in tree.iter(f"{M}comment"))
            assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\u202a-\u202e\ud800-\udfff]", comments)
    names = [s.get("name") for s in trees["xl/workbook.xml"].iter(f"{M}sheet")]
    assert [n for n in names if len(n) > 31 or re.search(r"[\[\]:*?/\\]", n)] == []
    assert [p for p in MARKUP if p[:30] in "\n".join(said_all)] != [], "no hostile text reached this output"


def check_svg(data: bytes) -> None:
    """Paths only: no script, no foreign markup, no address but of a part of the picture itself."""
    for picture in data.split(BETWEEN.encode()):
        tree = etree.fromstring(picture)
        tags = {etree.QName(e).localname for e in tree.iter(etree.Element)}
        assert tags <= DRAWN | {"pattern"}
        for element in tree.iter(etree.Element):
            for name, value in element.items():
                assert not name.startswith("on"), (name, value)
                if etree.QName(name).localname == "href":
                    assert value.startswith("#")
                assert not re.search(r"javascript:|url\((?!#)", value)


def check_png(data: bytes) -> None:
    for picture in data.split(BETWEEN.encode()):
        assert set(_chunks(picture)) <= {b"IHDR", b"pHYs", b"IDAT", b"IEND"}


def check_terminal(text: str) -> None:
    assert MOVES.findall(text) == []
    assert text.strip()


def check_names(text: str) -> None:
    """One part of a path, in a safe alphabet, not too long, and none that Windows keeps for itself."""
    for name in text.split("\n"):
        stem, dot, suffix = name.rpartition(".")
        assert dot, name
        assert stem.partition(".")[0].upper() not in RESERVED
        assert len(name.encode()) <= 240
        assert name == unicodedata.normalize("NFC", name)
        assert re.fullmatch(r"[\w()-]+", stem), name
        assert re.fullmatch(r"[a-z]{2,4}", suffix), name


def check_panel(text: str) -> None:
    """The tables are as any page; what goes to the widget can go there: half a letter would break the connection."""
    tables, boards = text.split(BETWEEN)
    check_html(tables)
    boards.encode()
    assert [p for p in MARKUP if json.dumps(p, ensure_ascii=False)[1:-1] in boards] != []


CHECKS: dict[str, Callable[[Any], None]] = {
    "html": check_html,
    "md": check_md,
    "json": check_json,
    "json lines": check_json_lines,
    "toml": check_toml,
    "csv": check_csv,
    "docx": check_docx,
    "xlsx": check_xlsx,
    "svg": check_svg,
    "png": check_png,
    "terminal": check_terminal,
    "names": check_names,
    "panel": check_panel,
}
BINARY = ("docx", "xlsx", "svg", "png")


def check(kind: str, made: bytes | str | dict[str, bytes]) -> None:
    """Check an output of a kind, or the same in several forms."""
    if isinstance(made, dict):
        for form, data in made.items():
            check(form, data)
        return
    CHECKS[kind](made if kind in BINARY else made.decode() if isinstance(made, bytes) else made)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _words(holder: Any) -> str:
    """Return a text as Excel reads it: ``_x000D_`` is a character there."""
    said = "" if holder is None else "".join(t.text or "" for t in holder.iter(f"{M}t"))
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), said)


def _chunks(picture: bytes) -> Iterator[bytes]:
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    at = 8
    while at < len(picture):
        yield picture[at + 4 : at + 8]
        at += 12 + int.from_bytes(picture[at : at + 4], "big")
