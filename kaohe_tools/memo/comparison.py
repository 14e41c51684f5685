"""A comparison of two schemes as one self-contained web page to read, print and keep."""

from __future__ import annotations

import base64
from datetime import date
from typing import Any

import kaohe_tools
from kaohe_tools.compare import Difference, Effect
from kaohe_tools.locale import Text, _, plain, text
from kaohe_tools.memo.html import environment
from kaohe_tools.model import Scheme


def comparison_html(found: Difference, *, date: date | None = None) -> str:
    """Return a comparison as one HTML page in the language in use: no script, no link to any other file.

    Parameters
    ----------
    date : date, optional
        Printed beneath; none: the same comparison gives the same bytes.
    """
    return (
        environment()
        .get_template("comparison.html")
        .render(
            found=found,
            plain=plain,
            lines=_rests_on(found, date),
            same_units=_same_units(found.effect) if found.effect else {},
            picture=base64.b64encode(slopes_png(found)).decode() if found.effect else "",
        )
    )


def slopes_png(found: Difference) -> bytes:
    """Return last year's ranking before and now as a picture; nothing without results."""
    if found.effect is None:
        return b""
    from kaohe_tools.plots import plot_slopes

    return plot_slopes(found.effect.replay, names=(_("old scheme"), _("new scheme"))).png()


def _same_units(effect: Effect) -> dict[str, Text]:
    """Return the units for which nothing changes, each with its total and rank: one line of them in print."""
    return {
        c.unit: text("{unit} {total} (rank {rank})", unit=c.unit, total=c.after, rank=c.rank_after)
        for c in effect.ranked
        if c.after is not None and not (c.by or c.places or c.parts)
    }


def _rests_on(found: Difference, day: date | None) -> list[tuple[str, Any]]:
    sides = ((_("old scheme"), found.old), (_("new scheme"), found.new))
    lines: list[tuple[str, Any]] = []
    for label, scheme in sides:
        lines.append((label, _file(scheme)))
        if scheme.sha256:
            lines.append((_("File SHA-256"), scheme.sha256))
        lines.append((_("Scheme digest"), scheme.digest()))
    lines.append((_("Profile"), found.found.new_review.profile.name))
    lines.append((_("Version"), f"kaohe_tools {kaohe_tools.__version__}"))
    return [*lines, *([(_("Date"), plain(day))] if day else [])]


def _file(scheme: Scheme) -> str:
    return " · ".join(part for part in (scheme.file, scheme.sheet) if part)
