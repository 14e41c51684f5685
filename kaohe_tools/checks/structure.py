"""ST: whether the table is built so that people and programs read it alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from kaohe_tools.checks._base import Draft, Explanation, NotApplicable, at, check, excerpt, found, place, rows_of
from kaohe_tools.checks.reading import TOLD_ELSEWHERE
from kaohe_tools.findings import Evidence, Severity
from kaohe_tools.locale import text
from kaohe_tools.model import Indicator, Problem, Scheme
from kaohe_tools.profiles import Profile

_DIGITS = str.maketrans("０１２３４５６７８９．（）—－〇", "0123456789.()--零")
_HAN = {c: n for n, c in enumerate("零一二三四五六七八九十")}
_NUMBER = re.compile(r"(?P<open>\(?)(?P<body>\d+(?:[.\-]\d+)*|[零一二三四五六七八九十]+)(?P<close>\)?)[.、．,，:：]?")
_QUOTED = re.compile(r"“([^”]{2,20})”")


class Numbered(NamedTuple):
    """A row's number: how it is written, what stands before its last part, and that part."""

    style: str
    before: tuple[int, ...]
    last: int
    item: Indicator


def _han(digits: str) -> int | None:
    """Return a Chinese number up to 99, or None."""
    tens, ten, ones = digits.partition("十")
    if len(tens) > 1 or len(ones) > 1 or (not ten and not tens):
        return None
    if not ten:
        return _HAN[tens]
    return (_HAN[tens] if tens else 1) * 10 + (_HAN[ones] if ones else 0)


def read_number(item: Indicator) -> Numbered | None:
    """Read a printed number such as ``1.``, ``（一）``, ``三、`` or ``1.2``; None for anything else."""
    written = "".join(item.number.translate(_DIGITS).split())
    if item.alternative and re.fullmatch(r"\d+-\d+", written):
        written = written.partition("-")[0]  # 33-1 and 33-2 are one number, 33, for two kinds of units
    match = _NUMBER.fullmatch(written)
    if not match:
        return None
    body = match["body"]
    if not body[0].isdigit():
        value = _han(body)
        return Numbered(f"{match['open']}一", (), value, item) if value is not None else None
    parts = tuple(int(p) for p in re.split(r"[.\-]", body))
    return Numbered(f"{match['open']}{len(parts)}", parts[:-1], parts[-1], item)


def number_runs(scheme: Scheme) -> list[list[Numbered]]:
    """Return the numbered rows as runs that should each count up by one.

    Rows of one style belong to one run; a run ends where the part before the last changes, or
    where a lower number stands in another section (numbering that starts again).
    """
    runs: list[list[Numbered]] = []
    open_runs: dict[tuple[str, tuple[int, ...]], list[Numbered]] = {}
    for number in (n for i in scheme.indicators if (n := read_number(i))):
        key = number.style, number.before
        run = open_runs.get(key)
        again = run is not None and number.last == run[-1].last and number.item.alternative
        if run and (number.last > run[-1].last or again or number.item.path == run[-1].item.path):
            run.append(number)
        else:
            open_runs[key] = [number]
            runs.append(open_runs[key])
    return runs


def _need_numbers(scheme: Scheme) -> list[list[Numbered]]:
    runs = number_runs(scheme)
    if not runs:
        raise NotApplicable(text("the sheet numbers no rows"))
    return runs


@check(
    "ST01",
    "duplicate-number",
    text("Numbers stand twice"),
    Severity.WARNING,
    text("Looks for numbers that stand twice within one run of numbered rows."),
    Explanation(
        why=text("A reply that speaks of item 5 cannot be placed if there are two of them."),
        example="4、5、5、6",
        better="4、5、6、7",
        fix=text("Number the rows again."),
        limits=text("Numbering that starts again in another section is no repetition."),
    ),
)
def duplicate_number(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every number that stands twice in one run."""
    for run in _need_numbers(scheme):
        by_number: dict[int, list[Indicator]] = {}
        for number in run:
            by_number.setdefault(number.last, []).append(number.item)
        for items in by_number.values():
            if len(items) > 1 and len({i.alternative or _number_cell(i) for i in items}) > 1:
                yield found(
                    text(
                        "The number “{number}” stands {n} times: rows {rows}.",
                        number=items[0].number.strip(),
                        n=len(items),
                        rows=rows_of(items),
                    ),
                    *(at(i, "number", observed=i.number) for i in items),
                    fix=text("Number the rows again from row {row}.", row=items[1].row),
                )


def _number_cell(item: Indicator) -> str:
    """Return where a row's number stands: rows under one merged cell have one number."""
    source = item.source("number")
    return source.cell if source else item.id


@check(
    "ST02",
    "numbering-gap",
    text("Numbers are skipped"),
    Severity.NOTE,
    text("Looks for numbers that are skipped within one run of numbered rows."),
    Explanation(
        why=text("A skipped number often means that a row was lost on the way."),
        example="3、4、6、7",
        better="3、4、5、6",
        fix=text("Restore the lost row, or number the rows again."),
        limits=text("A run that does not begin with 1 is not reported for that."),
    ),
)
def numbering_gap(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every step of more than one in a run."""
    for run in _need_numbers(scheme):
        for one, other in pairwise(run):
            skipped = other.last - one.last - 1
            if skipped > 0:
                yield found(
                    text(
                        "After the number “{before}” (row {row}) comes “{after}”: {n} skipped.",
                        before=one.item.number.strip(),
                        row=one.item.row,
                        after=other.item.number.strip(),
                        n=skipped,
                    ),
                    at(other.item, "number", observed=other.item.number),
                    at(one.item, "number", observed=one.item.number),
                    fix=text("Restore the lost row, or number the rows again from row {row}.", row=other.item.row),
                )


@check(
    "ST03",
    "repeated-header",
    text("The header stands again inside the table"),
    Severity.NOTE,
    text("Looks for the header printed again in the middle of the table."),
    Explanation(
        why=text("Repeated headers break sorting, filtering and formulas; a print repeats its header by itself."),
        example="第14行又是“一级指标 | 分值 | 评分标准”",
        better="页面设置里指定“顶端标题行”",
        fix=text("Delete the repeated header rows and set the rows to repeat in the page setup."),
        limits=text("Labels of sections repeated at a page break are not counted as headers."),
    ),
)
def repeated_header(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield one finding that lists the repeated header rows."""
    if scheme.layout is None:
        raise NotApplicable(text("the scheme was not read from a sheet"))
    again = [s for s in scheme.layout.skipped if s.kind == "repeated-header"]
    if again:
        yield found(
            text(
                "The header stands again in {n} rows of the worksheet: {rows}.",
                n=len(again),
                rows=tuple(s.row for s in again),
            ),
            *(Evidence(where=place(scheme, s.cell, s.text)) for s in again),
            fix=text("Delete the repeated header rows and set the rows to repeat in the page setup."),
        )


def _placed(scheme: Scheme, problems: Iterable[Problem]) -> tuple[Evidence, ...]:
    """Return the cells of some problems as evidence, with the indicators they stand in."""
    owner = {(ref.sheet, ref.cell): item.id for item in reversed(scheme.indicators) for _field, ref in item.sources}
    return tuple(
        Evidence(where=p.where, indicator=owner.get((p.where.sheet, p.where.cell), ""), observed=p.where.raw)
        for p in problems
    )


@check(
    "ST04",
    "text-number",
    text("Points are typed as text"),
    Severity.NOTE,
    text("Looks for points that are typed as text, such as “5分”."),
    Explanation(
        why=text("Excel's sums skip such cells without a word, so the printed total is wrong."),
        example="5分（文字）",
        better="5（数值）",
        fix=text("Type the figure alone; show the unit by the cell's number format."),
        limits=text("Cells whose text says no clear number are reported as unreadable-cell instead."),
    ),
)
def text_number(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield one finding that lists the points cells holding text."""
    problems = [p for p in scheme.problems if p.code == "text-number"]
    if problems:
        shown = tuple(f"“{excerpt(p.where.raw, 10)}”（{p.where.cell}）" for p in problems[:6])
        yield found(
            text("{n} points cells hold text instead of a number: {cells}.", n=len(problems), cells=shown)
            if len(problems) <= len(shown)
            else text("{n} points cells hold text instead of a number: {cells} …", n=len(problems), cells=shown),
            *_placed(scheme, problems),
            fix=text("Type these figures as numbers."),
        )


@check(
    "ST05",
    "announced-section-missing",
    text("A part named in the title is missing"),
    Severity.WARNING,
    text("Looks for parts that the title names in quotation marks and that the sheet does not have."),
    Explanation(
        why=text("Either a part of the sheet was not handed in, or the title is wrong."),
        example="标题有“重点工作”“职责工作”，表中只有“重点工作”",
        better="标题与表中的一级指标一致",
        fix=text("Hand in the missing part, or correct the title."),
        limits=text("Only names in “…” are looked at, and only in the title."),
    ),
)
def announced_section_missing(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield one finding for the parts that are announced but missing."""
    announced = tuple(dict.fromkeys(_QUOTED.findall(scheme.title)))
    names = {name for i in scheme.indicators for name in i.path} | {n for s in scheme.sections for n in s.path}
    if not announced or not names:
        raise NotApplicable(text("the title announces no parts in quotation marks"))
    missing = [a for a in announced if not any(a in name for name in names)]
    if missing and len(missing) < len(announced):
        yield found(
            text(
                "The title announces {announced}; the sheet has no part {missing}.",
                announced=tuple(f"“{a}”" for a in announced),
                missing=tuple(f"“{m}”" for m in missing),
            ),
            *_title_cell(scheme),
            fix=text("Hand in the missing part, or correct the title."),
        )


def _title_cell(scheme: Scheme) -> tuple[Evidence, ...]:
    """Return the cell of the title as evidence, where the layout tells its row."""
    rows = scheme.layout.skipped if scheme.layout else ()
    row = next((s for s in rows if s.kind == "title" and scheme.title in s.text), None)
    if row is None:
        return ()
    return (Evidence(where=place(scheme, row.cell, row.text), observed=scheme.title),)


@check(
    "ST06",
    "unreadable-cell",
    text("Cells could not be read"),
    Severity.ERROR,
    text("Lists the cells that could not be read as they stand."),
    Explanation(
        why=text("What could not be read is missing from every sum and every other check."),
        example="分值：约5分",
        better="分值：5",
        fix=text("Correct the cell and read the sheet again."),
        limits=text("Points typed as plain text, such as “5分”, are read and reported as text-number."),
    ),
)
def unreadable_cell(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every kind of located problem, with all its cells."""
    alike: dict[tuple[str, str], list[Problem]] = {}
    for problem in scheme.problems:
        if problem.code not in TOLD_ELSEWHERE:
            alike.setdefault((problem.code, str(problem.message)), []).append(problem)
    for (code, _message), problems in alike.items():
        yield found(
            text(
                "{cells}: {problem}",
                cells=tuple(dict.fromkeys(p.where.cell for p in problems)),
                problem=problems[0].message,
                kind=code,
            ),
            *_placed(scheme, problems),
            fix=text("Correct the cell and read the sheet again."),
        )
