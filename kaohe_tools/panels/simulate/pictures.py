"""The simulation panel's pictures as files: drawn by Matplotlib, from the very figures that it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaohe_tools.errors import KaoheError
from kaohe_tools.locale import _
from kaohe_tools.memo import joined_names, safe_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kaohe_tools.panels.simulate.basis import Basis, Figures, Seen
    from kaohe_tools.plots import Chart

FORMS = ("png", "svg")


def pages(name: str, figures: Figures) -> int:
    """Return how many pages a picture has; 0 where there is none."""
    from kaohe_tools.plots import rank_pages, weight_pages

    if name == "ranks":
        held = figures.outlooks[0].ranks
        return 0 if held is None else rank_pages(held)
    if name == "weights":
        return weight_pages(figures.analysis.weights)
    if name == "changes":
        return int(figures.effect is not None or figures.pair is not None)
    return 1


def picture(
    name: str, *, seen: Seen, basis: Basis, figures: Figures | None, names: Sequence[str], page: int = 1
) -> Chart:
    """Draw one picture.

    Raises
    ------
    KaoheError
        If its figures are not there yet, or there is no such picture here.
    """
    from kaohe_tools import plots

    if name == "distribution":
        return plots.plot_distribution(*seen.results, names=names, lines=basis.lines)
    if name == "grades":
        return plots.plot_grade_shares(*seen.shares, names=names, quotas=basis.quotas)
    if figures is None:
        raise KaoheError(_("The figures are not there yet."))
    if not 1 <= page <= pages(name, figures):
        raise KaoheError(_("There is no such picture: choose a scheme B, or fewer units."))
    if name == "ranks":
        held = [o.ranks for o in figures.outlooks if o.ranks is not None]
        return plots.plot_ranks(held[0], held[1] if len(held) == 2 else None, names=names, page=page)
    if name == "changes":
        what = figures.effect.replay if figures.effect is not None else figures.pair
        if what is not None:
            return plots.plot_slopes(what, names=names)
    if name == "weights":
        return plots.plot_weights(figures.analysis.weights, page=page)
    if name == "items":
        return plots.plot_items(figures.analysis)
    raise ValueError(f"there is no picture {name!r}")


def file_name(name: str, form: str, names: Sequence[str], page: int, of: int) -> str:
    """Return what a picture is called as a file."""
    said = {
        "distribution": _("distribution of totals"),
        "grades": _("grades"),
        "ranks": _("ranks"),
        "changes": _("who moves"),
        "weights": _("weights"),
        "items": _("indicators"),
    }[name]
    number = f"-{page}" if of > 1 else ""
    return f"{joined_names(*map(safe_name, names), safe_name(said))}{number}.{form}"
