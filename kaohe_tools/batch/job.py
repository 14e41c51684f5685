"""One file's work, as a function that any process can do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_tools.batch.outcome import Document, Failed, Outcome, Reviewed, Row
from kaohe_tools.errors import KaoheError, LayoutError
from kaohe_tools.locale import _, use_language, why
from kaohe_tools.plain_text import json_text
from kaohe_tools.points import format_points
from kaohe_tools.profiles import Profile

if TYPE_CHECKING:
    from kaohe_tools.findings import Review


@dataclass(frozen=True, slots=True)
class Job:
    """A file and everything that its review depends on.

    Attributes
    ----------
    form : str
        The document to make for each scheme: a form of memo (``kaohe_tools.memo.FORMATS``), ``json``
        for the review itself, or empty for none.
    day : date or None
        The memo's date; None: today.
    """

    path: str
    profile: Profile
    select: tuple[str, ...] = ()
    ignore: tuple[tuple[str, str], ...] = ()
    language: str = "zh"
    form: str = ""
    day: date | None = None


def review_file(job: Job) -> Outcome:
    """Review every scheme of one file; what is wrong with the file becomes its outcome."""
    from kaohe_tools.checks import review_scheme
    from kaohe_tools.sheets import load_schemes

    name = Path(job.path).as_posix()
    with use_language(job.language):
        try:
            schemes = load_schemes(job.path, job.profile)
            ignore = dict(job.ignore)
            reviews = [review_scheme(s, job.profile, select=job.select, ignore=ignore) for s in schemes]
            documents = tuple(_document(job, review, len(reviews) == 1) for review in reviews) if job.form else ()
        except LayoutError as err:
            return Failed(name, str(err), no_scheme=is_what_it_says(Path(job.path)))
        except KaoheError as err:
            return Failed(name, str(err))
        except OSError as err:
            return Failed(name, _("{path} cannot be read: {why}").format(path=name, why=why(err)))
        return Reviewed(name, schemes[0].sha256, tuple(_row(review) for review in reviews), documents)


def is_what_it_says(path: Path) -> bool:
    """Whether a file is of the kind its name says; one that is not is broken rather than some other table."""
    from kaohe_tools.sheets.formats.container import Refused
    from kaohe_tools.sheets.formats.sniff import sniff, wrong_extension
    from kaohe_tools.sheets.grid import Limits, read_bytes

    try:
        return wrong_extension(sniff(read_bytes(path, Limits())), path.name) is None
    except (KaoheError, Refused):  # it changed or went away since it was read
        return False


def _row(review: Review) -> Row:
    scheme, counts = review.scheme, review.counts()
    expected = scheme.declared.points if scheme.declared else review.profile.total
    gravest = min(review.findings, key=lambda finding: finding.severity.rank, default=None)
    return Row(
        sheet=scheme.sheet,
        title=scheme.title,
        total=format_points(scheme.total),
        expected=format_points(expected) if expected is not None else "",
        errors=counts["error"],
        warnings=counts["warning"],
        notes=counts["note"],
        worst=f"{gravest.code} {gravest.message}" if gravest else "",
    )


def _document(job: Job, review: Review, alone: bool) -> Document:
    from kaohe_tools.memo import build_memo, memo_name, render_memo

    if job.form == "json":
        return Document("", json_text(review.to_dict()).encode())
    source = Path(job.path)
    memo = build_memo(review, date=job.day)
    name = memo_name(memo, job.form, source.suffix, sheet="" if alone else review.scheme.sheet)
    data = render_memo(memo, job.form, source=source, macros=name.endswith(".xlsm"))
    return Document(name, data, tuple(str(notice) for notice in memo.notices))
