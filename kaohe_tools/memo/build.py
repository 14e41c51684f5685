"""From a review to a memo: the order and the sentences a reviewer writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from kaohe_tools.checks import check_title
from kaohe_tools.checks.unread import unread_rows
from kaohe_tools.findings import Review, Status
from kaohe_tools.locale import _, language, plain, text
from kaohe_tools.memo.arrange import arrange
from kaohe_tools.memo.data import Memo, Unchecked
from kaohe_tools.memo.document import Kind
from kaohe_tools.memo.letter import Letter
from kaohe_tools.memo.office_words import OfficeWords, Wording, own_title, scheme_fields
from kaohe_tools.memo.provenance import trace
from kaohe_tools.memo.tables import totals_table
from kaohe_tools.memo.wording import moment, weekday
from kaohe_tools.model import Scheme
from kaohe_tools.plain_text import one_line
from kaohe_tools.points import format_points
from kaohe_tools.profiles import Deadline


def build_memo(
    review: Review,
    *,
    date: dt.date | None = None,
    deadline: dt.datetime | Deadline | str | None = None,
    addressee: str = "",
    number: str = "",
    signature: str = "",
    notes: Sequence[str] = (),
    wording: Wording = (),
) -> Memo:
    """Return the memo on a review, in the language in use.

    General points come first, the worst before the others; then the rows in the sheet's order;
    then the request to reply. Findings of one check that concern whole sections become one
    paragraph with a small table. Where one check has several findings at single rows, a general
    point names them together and says once what to do (:mod:`kaohe_tools.memo.arrange`).

    Parameters
    ----------
    date : datetime.date, optional
        The memo's date; today if not given. Nothing else in a memo depends on the clock.
    deadline : datetime, Deadline or str, optional
        When the reply is due (``"2018-05-25 10:00"``); the profile's in the scheme's year if not given.
    addressee, number, signature : str
        To whom, the memo's number, who signs; left out where empty.
    notes : sequence of str
        The reviewer's own general points, set after those of the checks.
    wording : tuple of (block, text)
        The office's own texts, from :func:`kaohe_tools.memo.read_wording`.

    Raises
    ------
    ProfileError
        If `deadline` is a text that names no time.
    MemoError
        If a text of `wording` names a field that there is not.
    """
    letter = Letter.of(
        date, deadline=deadline, addressee=addressee, number=number, signature=signature, notes=notes, wording=wording
    )
    due, notices = _due(review, letter)
    general, blocks = arrange(review)
    words = OfficeWords(Kind.REVIEW, letter.wording, _fields(review, letter, due))
    return Memo(
        review=review,
        language=language(),
        date=letter.day,
        title=words.said("title", _title(review.scheme)),
        number=letter.number,
        addressee=letter.addressee,
        signature=letter.signature,
        opening=words.said("opening", _opening(review)),
        general=general,
        notes=(*letter.notes, *words.notes()),
        blocks=blocks,
        closing=words.said("closing", _closing(review, due)),
        deadline=due,
        notices=notices,
        totals=totals_table(review),
        unchecked=_unchecked(review),
        provenance=trace(review, letter),
    )


def _title(scheme: Scheme) -> str:
    title = own_title(scheme)
    return str(text("Review of “{title}”", title=title)) if title else _("Review of an assessment sheet")


def _opening(review: Review) -> str:
    counts, said = review.counts(), _size(review.scheme)
    if not review.findings:
        return said + _(" The checks that ran found nothing; those that gave no verdict are listed below.")
    return said + _(
        " The review found {n} problems: {errors} errors (●), {warnings} warnings (▲), {notes} notes (○)."
    ).format(n=len(review.findings), errors=counts["error"], warnings=counts["warning"], notes=counts["note"])


def _size(scheme: Scheme) -> str:
    """Say how many indicators with how many points; of rows without readable ones that there are some."""
    n, unread = len(scheme.indicators), len(unread_rows(scheme))
    said = _("The sheet has {n} indicators with {total} points in all{declared}.")
    if unread:
        said = _(
            "The sheet has {n} indicators; {read} have {total} points in all{declared}, {unread} have none to be read."
        )
    if 0 < unread == n:
        said = _("The sheet has {n} indicators, and none of them has points to be read{declared}.")
    declared = (
        _(" of {points} declared").format(points=format_points(scheme.declared.points)) if scheme.declared else ""
    )
    return said.format(n=n, read=n - unread, unread=unread, total=format_points(scheme.total), declared=declared)


def _due(review: Review, letter: Letter) -> tuple[dt.datetime | None, tuple[str, ...]]:
    deadline = Deadline.read(letter.deadline) if letter.deadline else review.profile.deadline
    if deadline is None:
        return None, (_("No deadline is set, so the memo asks for a reply without a date."),)
    try:
        due = deadline.at(review.scheme.year)
    except ValueError:
        return None, (
            _("{month}-{day} does not exist in {year}, so the memo asks for a reply without a date.").format(
                month=deadline.month, day=deadline.day, year=deadline.year or review.scheme.year
            ),
        )
    if due is None:
        return None, (_("The title names no year, so the memo asks for a reply without a date."),)
    notices = []
    if due.weekday() >= 5:
        notices.append(_("The deadline {date} is a {weekday}.").format(date=plain(due.date()), weekday=weekday(due)))
    if due.date() < letter.day:
        notices.append(_("The deadline {date} is before the memo's date.").format(date=plain(due.date())))
    return due, tuple(notices)


def _closing(review: Review, due: dt.datetime | None) -> str:
    to = one_line(review.profile.reply_to)
    when = moment(due) if due else ""
    if when and to:
        return _("Please revise the sheet and return it to {to} by {when}.").format(to=to, when=when)
    if when:
        return _("Please revise the sheet and return it by {when}.").format(when=when)
    if to:
        return _("Please revise the sheet and return it to {to}.").format(to=to)
    return _("Please revise the sheet and return it.")


def _fields(review: Review, letter: Letter, due: dt.datetime | None) -> dict[str, object]:
    counts = review.counts()
    return {
        **scheme_fields(review.scheme, letter),
        "errors": counts["error"],
        "warnings": counts["warning"],
        "notes": counts["note"],
        "deadline": moment(due) if due else "",
        "reply_to": one_line(review.profile.reply_to),
    }


def _unchecked(review: Review) -> tuple[Unchecked, ...]:
    """Return the runs without a verdict: crashed ones first, then those left out, then the rest."""
    order = (Status.CRASHED, Status.NOT_RUN, Status.NOT_APPLICABLE)
    return tuple(
        Unchecked(code=run.code, title=check_title(run.name), status=run.status, reason=_reason(run.status, run.reason))
        for status in order
        for run in review.runs
        if run.status is status
    )


def _reason(status: Status, reason: object) -> str:
    lines = [line for line in str(reason).splitlines() if line.strip()]
    if not lines:
        return _("no reason given")
    # of a traceback, the last line says what happened; the others name files of this computer
    return one_line(lines[-1] if status is Status.CRASHED else " ".join(lines), 300)
