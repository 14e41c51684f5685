"""A text's paragraphs -> numbered blocks: 一、（一）1. (1) 33—1. with the lines that continue them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import TypeVar

from kaohe_tools.sheets.grid import Grid

T = TypeVar("T")

_DASH = r"[—–―\-－]"
_HAN = "一二三四五六七八九十百"


class Level(IntEnum):
    """How deep a numbering mark stands."""

    PART = 1
    SECTION = 2
    ITEM = 3
    POINT = 4


_MARKS: tuple[tuple[Level, re.Pattern[str]], ...] = (
    (Level.PART, re.compile(rf"(?:第[{_HAN}]+[章部][分]?|第([{_HAN}零〇0-9]+)条|([{_HAN}]+)[、.．])\s*")),
    (Level.SECTION, re.compile(rf"[（(]([{_HAN}]+)[）)]\s*")),
    (
        Level.ITEM,
        re.compile(
            rf"([0-9０-９]{{1,3}}(?:\s*{_DASH}{{1,2}}\s*[0-9]{{1,2}})?)\s*(?:[、．.](?![0-9])|(?=[\u4e00-\u9fff])(?<=\d\s))\s*"
        ),
    ),
    (
        Level.POINT,
        re.compile(
            r"(?:[（(]?([0-9０-９]{1,2})[）)]|([①-⑳])|([0-9]{1,2}[.．][0-9]{1,2})(?:\s+|[、．.](?![0-9]))(?![分%％倍]))\s*"
        ),
    ),
)
_BULLET = re.compile(rf"^(?:{_DASH}|[•·●○◆■])\s+")
_ENDS = tuple("。；;！!？?：:）)〕]】")
_TITLE_CHARS = 20
_FIRST = ("一", "1", "１")
_TITLE = re.compile(
    r"[^，,。；;：:]{4,40}(?:考核|考评|评价|评分)[^，,。；;：:]{0,12}(?:方案|办法|细则|标准|表|意见|体系)(?:[（(][^（）()]*[）)])?"
)


@dataclass
class Block:
    """One numbered piece of the text; lives only while a text is being read.

    Attributes
    ----------
    number : str
        As printed, dashes as ``-`` and blanks left out: ``"33-1"``; empty for text without a mark.
    name : str
        A short heading that stands alone in its line, where its text follows below.
    pieces : list of str
        Its words, the lines that continue it included, with the breaks between them.
    rows : list of int
        The grid's rows that it is made of.
    points : list of Block
        The sub-points (1) (2) of an item that are no items of their own.
    """

    level: Level | None
    mark: str
    number: str
    pieces: list[str]
    rows: list[int]
    name: str = ""
    lines: list[str] = field(default_factory=list)
    points: list[Block] = field(default_factory=list)

    @property
    def whole(self) -> str:
        """Its words and those of its sub-points, a line each."""
        return "\n".join((self.text, *(point.mark + point.text for point in self.points)))

    @cached_property
    def text(self) -> str:
        """Its words, the lines that continue it included; asked for when all are there."""
        return "".join(self.pieces)

    @property
    def heading(self) -> str:
        """Its first line as printed."""
        return self.mark + (self.lines[0] if self.lines else self.text)


def mark_of(line: str) -> tuple[Level | None, str, str, str]:
    """Return level, mark, number and the rest of a line; level None where it carries no mark."""
    bare = _BULLET.sub("", line)
    for level, pattern in _MARKS:
        match = pattern.match(bare)
        if match:
            number = next((g for g in match.groups() if g), "")
            number = re.sub(rf"\s*{_DASH}+\s*", "-", number)
            return level, match[0].strip(), number, bare[match.end() :]
    return None, "", "", bare


def blocks_of(grid: Grid) -> list[Block]:
    """Return the blocks of a text; a line without a mark continues the block above it.

    Lines that stand for themselves (in brackets, 以上N项…, another title) make blocks without a
    level. Sub-points (1) (2) stand in the item above them.
    """
    out: list[Block] = []
    owner: Block | None = None
    lines = [" ".join(grid.text(row, 0).split()) for row in range(len(grid.rows))]
    marks = [mark_of(line) for line in lines]
    numbers = _from_below([number or None for _level, _mark, number, _rest in marks])
    for row, line in enumerate(lines):
        if not line:
            continue
        level, mark, number, rest = marks[row]
        last = owner.points[-1] if owner and owner.points and out[-1] is owner else out[-1] if out else None
        if level is None and last is not None and last.level is not None and not _stands_alone(line, numbers[row]):
            _continue(last, rest, row)
            continue
        block = Block(level=level, mark=mark, number=number, pieces=[rest], rows=[row], lines=[rest])
        if level is Level.POINT and owner is not None:
            owner.points.append(block)
            continue
        if level is not None:
            owner = block if level is Level.ITEM else None
        out.append(block)
    return out


def _from_below(found: Sequence[T | None]) -> list[T | None]:
    """Return for each place what is found there, else what is found next below it."""
    out: list[T | None] = []
    for one in reversed(found):
        out.append(one if one is not None or not out else out[-1])
    return out[::-1]


def _stands_alone(line: str, number: str | None) -> bool:
    """Return whether a line without a mark begins something of its own; `number` is the next below it."""
    return (
        re.match(r"[（(〔]?其中|以上|上述|注[:：]|说明[:：]|备注|附件|附[:：]", line) is not None
        or is_page_furniture(line)
        or (_TITLE.fullmatch(line) is not None and number in _FIRST)
    )


def schemes_of(blocks: Sequence[Block]) -> list[list[Block]]:
    """Return the blocks of every scheme in a text: another begins at a title below which the numbers start again."""
    out: list[list[Block]] = [[]]
    levels = set[Level | None]()
    numbered = _from_below([block if block.level is not None else None for block in blocks])
    for block, below in zip(blocks, numbered, strict=True):
        titled = block.level is None and (block.text.startswith("附件") or _TITLE.fullmatch(block.text))
        again = below is not None and below.number in _FIRST and below.level in levels
        if titled and again:
            out.append([])
            levels.clear()
        out[-1].append(block)
        levels.add(block.level)
    return out


def is_page_furniture(line: str) -> bool:
    """Return whether a line is a web page's own and no part of the text."""
    return (
        re.search(
            r"上一篇|下一篇|打印本页|关闭窗口|版权所有|(?:来源|主办|承办|责任编辑|作者)[:：]|浏览次数|访问量|点击数|分享到",
            line,
        )
        is not None
    )


def _continue(block: Block, line: str, row: int) -> None:
    """Add a line: below a short heading, behind a broken line, or as a paragraph of its own."""
    last = block.pieces[-1]
    alone = len(block.lines) == 1 and len(last) <= _TITLE_CHARS and not re.search("[，,。；;（(]", last)
    if alone and block.level in (Level.ITEM, Level.POINT) and not _broken(last, line):
        block.name, block.pieces = last, [line]
    else:
        block.pieces.append("\n" + line if last.rstrip().endswith(_ENDS) else line)
    block.lines.append(line)
    block.rows.append(row)


def _broken(text: str, line: str) -> bool:
    """Return whether a line goes on in the middle of the one above."""
    return text[-1:].isdigit() or line[:1] in "分，,；;。"
