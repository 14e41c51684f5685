"""How much of a scheme a simulation reaches: rows without a rule, or without a record, give no unit any points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaohe_tools.errors import ModelError
from kaohe_tools.locale import Text, _, text
from kaohe_tools.model import Indicator, Scheme
from kaohe_tools.scoring import slots
from kaohe_tools.scoring.plan import only_bonus

if TYPE_CHECKING:
    from kaohe_tools.simulate.models import OutcomeModel


def need_rules(scheme: Scheme) -> None:
    """Refuse a scheme of which no rule was read, so that all units would be alike.

    Raises
    ------
    ModelError
        If nothing can be recorded under it.
    """
    if not slots(scheme):
        raise ModelError(
            _(
                "{file}: no scoring rule was read in any of its {n} rows, so a simulation cannot tell one unit from "
                "another. Write into the criteria what points are lost or earned for, such as 每少1次扣1分. What other "
                "points would make of points that were recorded, the comparison says."
            ).format(file=scheme.file or scheme.title, n=len(scheme.indicators))
        )


def left_out(scheme: Scheme, model: OutcomeModel) -> tuple[Indicator, ...]:
    """Return the rows with points for which nothing is simulated: no unit gets these points."""
    held = {o.slot.indicator for o in model.outcomes}
    return tuple(i for i in scheme.indicators if i.points and not only_bonus(i) and i.id not in held)


def left_out_said(scheme: Scheme, model: OutcomeModel) -> tuple[Text, ...]:
    """Say which rows are not simulated and how many points are missing; nothing where all are."""
    rows = left_out(scheme, model)
    if not rows:
        return ()
    return (
        text(
            "Rows {rows} are not simulated, since no scoring rule was read there or nothing was recorded: their "
            "{points} of {total} points are missing from every total. Mind it when reading grades and lines.",
            rows=tuple(i.row for i in rows), points=Scheme.sum_of(rows), total=scheme.total,
        ),
    )  # fmt: skip
