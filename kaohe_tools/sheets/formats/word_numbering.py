"""Automatic numbers of Word's paragraphs (一、 （一） 1.1 ①) as the text that a reader sees.

Runs in the child process (:mod:`kaohe_tools.sheets.formats.worker`).
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from typing import Self
from xml.etree import ElementTree

from kaohe_tools.sheets.formats.container import tree_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "零一二三四五六七八九"
_ROMAN: tuple[tuple[int, str], ...] = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")),
    *((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


@dataclass(frozen=True)
class _Level:
    form: str
    text: str
    start: int


@dataclass
class Numbering:
    """The lists of a document, and how far each has been counted.

    Lists of one definition go on with one count, unless a list says that it starts anew.
    """

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    anew: set[tuple[str, int]] = field(default_factory=set)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, list[int | None]] = field(default_factory=dict)

    @classmethod
    def of(cls, archive: zipfile.ZipFile) -> Self:
        """Read a document's lists; none where it has no part for them."""
        names = set(archive.namelist())
        made = cls()
        if "word/numbering.xml" in names:
            root = tree_of(archive, "word/numbering.xml")
            abstract = {
                a.get(f"{W}abstractNumId", ""): {
                    _int(lvl.get(f"{W}ilvl", "0"), 0): _Level(
                        _value(lvl, "numFmt", "decimal"), _value(lvl, "lvlText", ""), _int(_value(lvl, "start", "1"), 1)
                    )
                    for lvl in a.findall(f"{W}lvl")
                }
                for a in root.findall(f"{W}abstractNum")
            }
            for num in root.findall(f"{W}num"):
                list_, definition = num.get(f"{W}numId", ""), _value(num, "abstractNumId", "")
                levels = dict(abstract.get(definition, {}))
                for change in num.findall(f"{W}lvlOverride"):
                    at, start = _int(change.get(f"{W}ilvl", "0"), 0), change.find(f"{W}startOverride")
                    if start is not None and at in levels:
                        old = levels[at]
                        levels[at] = _Level(old.form, old.text, _int(start.get(f"{W}val", "1"), 1))
                        made.anew.add((list_, at))
                made.levels[list_], made.definitions[list_] = levels, definition
        if "word/styles.xml" in names and made.levels:
            for style in tree_of(archive, "word/styles.xml").iter(f"{W}style"):
                numbered = _numbered(style.find(f"{W}pPr"))
                if numbered is not None:
                    made.styles[style.get(f"{W}styleId", "")] = numbered
        return made

    def label(self, paragraph: ElementTree.Element) -> str:
        """Return the number that a paragraph shows, and count it; empty where it shows none."""
        properties = paragraph.find(f"{W}pPr")
        numbered = _numbered(properties)
        if numbered is None and properties is not None:
            style = properties.find(f"{W}pStyle")
            numbered = self.styles.get(style.get(f"{W}val", "")) if style is not None else None
        if numbered is None or numbered[0] not in self.levels:
            return ""
        list_, at = numbered
        levels = self.levels[list_]
        if at not in levels:
            return ""
        counts = self.counts.setdefault(self.definitions[list_], [None] * 10)
        now = None if (list_, at) in self.anew else counts[at]
        self.anew.discard((list_, at))
        counts[at] = levels[at].start if now is None else now + 1
        counts[at + 1 :] = [None] * (len(counts) - at - 1)

        def shown(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            if level not in levels:
                return ""
            count = counts[level]
            return number(levels[level].start if count is None else count, levels[level].form)

        if levels[at].form == "bullet":
            return ""
        label = re.sub("%([1-9])", shown, levels[at].text)
        return label + " " if label[-1:].isdigit() else label


def _numbered(properties: ElementTree.Element | None) -> tuple[str, int] | None:
    found = properties.find(f"{W}numPr") if properties is not None else None
    if found is None:
        return None
    list_ = _value(found, "numId", "")
    return (list_, min(_int(_value(found, "ilvl", "0"), 0), 8)) if list_ not in ("", "0") else None


def _value(element: ElementTree.Element, name: str, otherwise: str) -> str:
    child = element.find(f"{W}{name}")
    return otherwise if child is None else child.get(f"{W}val", otherwise)


def _int(written: str, otherwise: int) -> int:
    return int(written) if written.isdigit() and len(written) < 6 else otherwise


def number(n: int, form: str) -> str:
    """Return a number in one of Word's number forms; plain digits for those not known."""
    if form in (
        "chineseCounting",
        "chineseCountingThousand",
        "ideographDigital",
        "japaneseCounting",
        "taiwaneseCounting",
    ):
        return _chinese(n)
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (n - 1) % 26) * ((n - 1) // 26 + 1)
        return letter if form == "upperLetter" else letter.lower()
    if form in ("upperRoman", "lowerRoman"):
        roman = _roman(n)
        return roman if form == "upperRoman" else roman.lower()
    if form.startswith("decimalEnclosedCircle") and 1 <= n <= 20:
        return chr(0x2460 + n - 1)
    return f"{n:02d}" if form == "decimalZero" else str(n)


def _roman(n: int) -> str:
    out = ""
    for value, sign in _ROMAN:
        count, n = divmod(n, value)
        out += sign * count
    return out


def _chinese(n: int) -> str:
    """Return 十二 for 12, 一百零五 for 105; digits beyond 999."""
    if not 0 < n < 1000:
        return str(n)
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    out = _DIGITS[hundreds] + "百" if hundreds else ""
    if tens:
        out += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        out += "零"
    return out + (_DIGITS[ones] if ones else "")
