"""DT: whether the due dates exist, read alike and lie where they should."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from kaohe_tools.checks._base import (
    Draft,
    Explanation,
    NotApplicable,
    at,
    check,
    excerpt,
    found,
    has_column,
    rows_of,
    safe_fix,
)
from kaohe_tools.dates import WrittenDate, read_date
from kaohe_tools.findings import Fix, Severity
from kaohe_tools.locale import Text, text
from kaohe_tools.model import Edit, Indicator, Period, Scheme
from kaohe_tools.profiles import MonthDay, Profile

_MONTHS = 12
_YEAR_FIRST = {
    "YYYY/M/D": "{y}/{m}/{d}",
    "YYYY-M-D": "{y}-{m}-{d}",
    "YYYY.M.D": "{y}.{m}.{d}",
    "YYYY年M月D日": "{y}年{m}月{d}日",
}


def dated(scheme: Scheme) -> list[tuple[Indicator, WrittenDate]]:
    """Return the indicators whose due cell is a date, with what it says."""
    read = ((item, read_date(item.due)) for item in scheme.indicators if item.due.strip())
    return [(item, written) for item, written in read if written is not None]


def _need_dates(scheme: Scheme) -> list[tuple[Indicator, WrittenDate]]:
    found_dates = dated(scheme)
    if not found_dates:
        raise NotApplicable(text("the sheet has no due dates"))
    return found_dates


@check(
    "DT01",
    "impossible-date",
    text("The date does not exist"),
    Severity.ERROR,
    text("Looks for due dates that the calendar does not have."),
    Explanation(
        why=text("Nobody can meet, and nobody can check, a date that does not exist."),
        example="2018/6/31",
        better="2018/6/30",
        fix=text("Correct the date."),
        limits=text(
            "A date is read month first where it is written so (13/4/2018 has month 13); "
            "dates inside longer texts are not read."
        ),
    ),
)
def impossible_date(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every due date that does not exist."""
    for item, written in _need_dates(scheme):
        if not written.exists:
            yield found(
                text(
                    "Row {row}: the due date “{due}” does not exist, {why}.",
                    row=item.row,
                    due=item.due,
                    why=_why_not(written),
                ),
                at(item, "due", observed=item.due),
                fix=text("Correct the due date of row {row}.", row=item.row),
            )


def _why_not(written: WrittenDate) -> Text:
    if not 1 <= written.month <= _MONTHS:
        return text("there is no month {month}", month=written.month)
    year = written.year if written.year and written.year > 0 else 2000
    days = calendar.monthrange(year, written.month)[1]
    return text("month {month} has {days} days", month=written.month, days=days)


@check(
    "DT02",
    "mixed-date-formats",
    text("Dates are written in several ways"),
    Severity.WARNING,
    text("Counts the ways in which due dates are written."),
    Explanation(
        why=text("Month-first and year-first dates side by side are misread, and cannot be sorted."),
        example="6/30/2018 与 2018/9/30 并用",
        better="统一写作 2018/6/30、2018/9/30",
        fix=text("Write all due dates in one form, the year first."),
        limits=text(
            "Month-first dates whose day could be a month (6/7/2018) are not rewritten without "
            "a person's look. Excel's own display format is what is read."
        ),
    ),
)
def mixed_date_formats(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield one finding where due dates are written in more than one form, the most used first."""
    forms: dict[str, list[tuple[Indicator, WrittenDate]]] = defaultdict(list)
    for item, written in _need_dates(scheme):
        forms[written.form].append((item, written))
    if len(forms) < 2:
        return
    ranked = sorted(forms.items(), key=lambda kv: -len(kv[1]))
    wanted = next((form for form, _rows in ranked if form in _YEAR_FIRST), "YYYY/M/D")
    others = [pair for form, pairs in ranked if form != wanted for pair in pairs]
    yield found(
        text(
            "Due dates are written in {n} ways: {ways}.",
            n=len(forms),
            ways=tuple(_way(rows, wanted=form == wanted) for form, rows in ranked),
            forms=tuple(form for form, _rows in ranked),
            counts=tuple(len(rows) for _form, rows in ranked),
            rewrite=tuple(sorted(item.row for item, _w in others)),
        ),
        *(at(item, "due", observed=item.due) for item, _w in (*others, *forms.get(wanted, ()))),
        fix=_one_form(ranked, wanted),
    )


def _way(rows: list[tuple[Indicator, WrittenDate]], *, wanted: bool) -> Text:
    """Say how often a form is used; of a form to be rewritten, in which rows as well."""
    count, example = len(rows), rows[0][0].due
    if wanted:
        return text("{count} like “{example}”", count=count, example=example)
    where = rows_of(item for item, _written in rows)
    return text("{count} like “{example}” (rows {rows})", count=count, example=example, rows=where)


def _one_form(ranked: list[tuple[str, list[tuple[Indicator, WrittenDate]]]], wanted: str) -> Fix:
    """Return the fix that rewrites all dates year first; safe where no date can be misread."""
    pattern = _YEAR_FIRST[wanted]
    example = pattern.format(y=ranked[0][1][0][1].year or 2018, m=9, d=30)
    title = text("Write all due dates like “{example}”.", example=example, form=wanted)
    rows = [pair for form, pairs in ranked if form != wanted for pair in pairs]
    doubtful = any(
        w.year is None or w.day is None or (w.form == "M/D/YYYY" and w.day <= _MONTHS and w.day != w.month)
        for _item, w in rows
    )
    if doubtful:
        return Fix(title=title)
    return safe_fix(
        title,
        (
            Edit(
                indicator=item.id,
                field="due",
                old=item.due,
                new=pattern.format(y=w.year, m=w.month, d=w.day),
                reason=str(title),
            )
            for item, w in rows
        ),
    )


def _inside(day: date, window: tuple[MonthDay, MonthDay]) -> bool:
    first, last = window
    at_day = (day.month, day.day)
    return first <= at_day <= last if first <= last else at_day >= first or at_day <= last


@check(
    "DT03",
    "node-in-annual-window",
    text("A milestone falls in the days kept for annual standards"),
    Severity.WARNING,
    text("Looks for milestones that fall into the part of the year kept for year-end standards."),
    Explanation(
        why=text("A milestone so late cannot be told from the year-end standard, and both are checked at once."),
        example="节点完成时限 11/30/2018（10月1日至12月31日只安排年度标准）",
        better="节点完成时限 2018/9/30",
        fix=text("Bring the milestone forward, or make it part of the year-end standard."),
        limits=text("Dates without a day, such as 11月, are not placed."),
        options=("node.annual_window",),
    ),
)
def node_in_annual_window(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every milestone inside the window of year-end standards."""
    window = profile.annual_window
    if window is None:
        raise NotApplicable(text("the review standard keeps no part of the year for year-end standards"))
    for item, written in _need_dates(scheme):
        day = written.on(scheme.year or 2000)
        if item.period is Period.NODE and day is not None and _inside(day, window):
            yield found(
                text(
                    "Row {row}: the milestone's due date “{due}” falls between {first} and {last}, "
                    "kept for year-end standards.",
                    row=item.row,
                    due=item.due,
                    first=text("{month}/{day}", month=window[0][0], day=window[0][1]),
                    last=text("{month}/{day}", month=window[1][0], day=window[1][1]),
                ),
                at(item, "due", observed=item.due),
                fix=text("Bring row {row} forward, or make it part of the year-end standard.", row=item.row),
            )


@check(
    "DT04",
    "date-outside-year",
    text("The date lies outside the year"),
    Severity.WARNING,
    text("Looks for due dates in another year than the one the title names."),
    Explanation(
        why=text("Often last year's date was left standing: the item is overdue from the first day."),
        example="2018年度指标，完成时限 2017/9/30",
        better="2018年度指标，完成时限 2018/9/30",
        fix=text("Correct the year."),
        limits=text("Dates without a year (6/30, 6月底) are taken to be in the scheme's own year."),
    ),
)
def date_outside_year(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every due date whose year is not the scheme's."""
    if scheme.year is None:
        raise NotApplicable(text("the title names no year"))
    for item, written in _need_dates(scheme):
        if written.year is not None and written.year != scheme.year:
            yield found(
                text(
                    "Row {row}: the due date “{due}” is not in {year}, the year of the sheet.",
                    row=item.row,
                    due=item.due,
                    year=scheme.year,
                ),
                at(item, "due", observed=item.due, expected=scheme.year),
                fix=text("Correct the year of row {row}'s due date.", row=item.row),
            )


@check(
    "DT05",
    "undated-indicator",
    text("The due date is missing"),
    Severity.WARNING,
    text("Looks for rows that have neither a due date nor the mark of a year-end standard."),
    Explanation(
        why=text("Without a date nobody knows when the row is checked, or whether it is late."),
        example="完成时限：（空）",
        better="完成时限：2018/9/30，或“年度标准”",
        fix=text("Write the due date, or mark the row as a year-end standard."),
        limits=text("Only sheets with a due column are looked at; a date inside the criterion does not count."),
    ),
)
def undated_indicator(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield one finding for the empty due cells, and one for every due text that says no date."""
    if not has_column(scheme, "due") or not any(i.due.strip() for i in scheme.indicators):
        raise NotApplicable(text("the sheet has no due dates"))
    empty = [i for i in scheme.indicators if not i.due.strip()]
    if empty:
        yield found(
            text(
                "{n} of {all} rows have no due date: {rows}.",
                n=len(empty),
                all=len(scheme.indicators),
                rows=rows_of(empty),
            ),
            *(at(i, "due") for i in empty),
            fix=text("Write the due dates of rows {rows}, or mark them as year-end standards.", rows=rows_of(empty)),
        )
    for item in scheme.indicators:
        if item.due.strip() and item.period is None and read_date(item.due) is None:
            yield found(
                text("Row {row}: the due text “{due}” names no date.", row=item.row, due=excerpt(item.due)),
                at(item, "due", observed=item.due),
                fix=text("Write the due date of row {row}.", row=item.row),
            )
