"""Findings in the order a reviewer writes: general points first, then row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kaohe_tools.checks import check_catalogue, check_title
from kaohe_tools.findings import Finding, Review
from kaohe_tools.locale import Text, _, language, text
from kaohe_tools.memo.document import Remark, RowBlock
from kaohe_tools.memo.tables import merged_table
from kaohe_tools.memo.wording import full_stop
from kaohe_tools.model import Indicator, Period, Scheme
from kaohe_tools.plain_text import one_line
from kaohe_tools.points import format_points

MANY = 3
"""From so many findings of one check at single rows on, a general point says the common thing once."""


def arrange(review: Review) -> tuple[tuple[Remark, ...], tuple[RowBlock, ...]]:
    """Return the general points and the rows' blocks; every finding stands in one of them."""
    known = {i.id: i for i in review.scheme.indicators}
    general: dict[tuple[str, bool], list[Finding]] = defaultdict(list)
    single: dict[str, list[Finding]] = defaultdict(list)
    for finding in review.findings:
        if finding.general or finding.indicators[0] not in known:
            general[finding.code, bool(finding.section)].append(finding)
        else:
            single[finding.code].append(finding)
    remarks = [_merged(review, group) for group in general.values()]
    said_once: set[str] = set()
    for code, group in single.items():
        if len(group) >= MANY:
            summary = _summary(group, known)
            remarks.append(summary)
            if summary.action:
                said_once.add(code)
    remarks.sort(key=lambda r: (r.severity.rank, r.code))
    return tuple(remarks), _blocks(review.scheme, single, said_once)


def _blocks(scheme: Scheme, single: dict[str, list[Finding]], said_once: set[str]) -> tuple[RowBlock, ...]:
    by_row: dict[str, list[Finding]] = defaultdict(list)
    for finding in sorted((f for group in single.values() for f in group), key=lambda f: f.severity.rank):
        by_row[finding.indicators[0]].append(finding)
    known = {i.id: i for i in scheme.indicators}
    blocks = []
    for item in scheme.indicators:
        if item.id not in by_row:
            continue
        source = item.source()
        blocks.append(
            RowBlock(
                indicator=item.id,
                row=item.row,
                cell=source.cell if source else "",
                heading=_row_heading(item),
                remarks=tuple(
                    _remark(f, known, row=item.row, with_action=f.code not in said_once) for f in by_row[item.id]
                ),
            )
        )
    return tuple(blocks)


def _row_heading(item: Indicator) -> str:
    source = item.source()
    where = _("Row {row} ({cell})") if source else _("Row {row}")
    period = {Period.NODE: _("milestone"), Period.ANNUAL: _("annual standard"), None: ""}[item.period]
    parts = (
        one_line(item.name or (item.path[-1] if item.path else ""), 40),
        one_line(item.due or period, 20),
        _("{points} points").format(points=format_points(item.points))
        if item.points is not None
        else _("no points read"),
    )
    place = where.format(row=item.row, cell=source.cell if source else "")
    return _("{place} {what}").format(place=place, what=" · ".join(part for part in parts if part))


def _remark(
    finding: Finding, known: dict[str, Indicator], *, row: int | None = None, with_action: bool = True
) -> Remark:
    return Remark(
        severity=finding.severity,
        code=finding.code,
        name=finding.name,
        fact=_fact(finding, row),
        action=_without_row(_action(finding), row) if with_action else "",
        cells=finding.cells,
        rows=_rows([finding], known),
        findings=(finding,),
    )


def _fact(finding: Finding, row: int | None) -> str:
    """Return what was found as a sentence; beneath the heading of its row without the row."""
    said = dict(finding.message.values)
    message = finding.message
    if row is not None and said.keys() >= {"cells", "row", "label", "problem"}:
        message = text("{cells}: {problem}", cells=said["cells"], problem=said["problem"])
    return full_stop(_without_row(one_line(str(message)), row))


def _without_row(sentence: str, row: int | None) -> str:
    """Return a sentence without the number of its row in front, which the heading above has said."""
    if row is None:
        return sentence
    said = f"第{row}行" if language() == "zh" else f"Row {row}: "
    rest = sentence.removeprefix(said)
    if rest == sentence or not rest or rest[0] in "、，,和与至到-—–":
        return sentence
    return rest if language() == "zh" else rest[0].upper() + rest[1:]


def _action(finding: Finding) -> str:
    return one_line(str(finding.fix.title)) if finding.fix else ""


def _rows(findings: Iterable[Finding], known: dict[str, Indicator], *, main: bool = False) -> tuple[int, ...]:
    ids = (id_ for f in findings for id_ in (f.indicators[:1] if main else f.indicators))
    return tuple(sorted({known[id_].row for id_ in ids if id_ in known}))


def _common_action(findings: Sequence[Finding], known: dict[str, Indicator]) -> str:
    """Return what to do about all findings alike, or nothing where each needs its own words.

    Actions that differ in row numbers only are said in the general words of their check.
    """
    if len({_action(f) for f in findings}) == 1:
        return _action(findings[0])
    titles = [f.fix.title if f.fix else Text("") for f in findings]
    if len({t.message for t in titles}) > 1:
        return ""
    for finding, title in zip(findings, titles, strict=True):
        rows = _rows([finding], known)
        for name, value in title.values:
            differs = any(dict(t.values)[name] != value for t in titles)
            if differs and not (isinstance(value, int) and value in rows):
                return ""
    return _check_action(findings[0].name)


def _check_action(name: str) -> str:
    return next((one_line(str(c.explanation.fix)) for c in check_catalogue() if c.name == name), "")


def _merged(review: Review, group: list[Finding]) -> Remark:
    known = {i.id: i for i in review.scheme.indicators}
    first = min(group, key=lambda f: f.severity.rank)
    if len(group) == 1:
        return _remark(first, known)
    action = _common_action(group, known)
    return Remark(
        severity=first.severity,
        code=first.code,
        name=first.name,
        fact=_("{problem}: {n} places.").format(problem=check_title(first.name), n=len(group)),
        action=action,
        cells=tuple(dict.fromkeys(c for f in group for c in f.cells[:1])),
        table=merged_table(review, group, actions=() if action else tuple(_action(f) for f in group)),
        findings=tuple(group),
    )


def _summary(group: list[Finding], known: dict[str, Indicator]) -> Remark:
    first = min(group, key=lambda f: f.severity.rank)
    return Remark(
        severity=first.severity,
        code=first.code,
        name=first.name,
        fact=_("{problem}: {n} places.").format(problem=check_title(first.name), n=len(group)),
        action=_common_action(group, known),
        rows=_rows(group, known, main=True),
        findings=tuple(group),
        summary=True,
    )
