"""The most that bonuses come to, as it is written: ``10`` for all of a unit, ``专项一=5`` below one section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaohe_tools.errors import KaoheError, ProblemError
from kaohe_tools.locale import _
from kaohe_tools.model import Path, Scheme
from kaohe_tools.points import parse_points
from kaohe_tools.rebalance.spec import section


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusCaps:
    """The most that bonuses come to.

    Attributes
    ----------
    whole : Decimal or None
        All bonuses of a unit; None: no limit.
    sections : tuple of (name, Decimal)
        Those below a section, named as on the command line.
    """

    whole: Decimal | None = None
    sections: tuple[tuple[str, Decimal], ...] = ()

    def of(self, *schemes: Scheme) -> dict[Path, Decimal]:
        """Return the limits of sections; each has to be in one of the schemes at least.

        Raises
        ------
        ProblemError
            If there is no section of that name, or several.
        """
        found: dict[Path, Decimal] = {}
        for name, cap in self.sections:
            paths, wrong = [], None
            for scheme in schemes:
                try:
                    paths.append(section(scheme, name))
                except ProblemError as err:
                    wrong = wrong or err
            if wrong is not None and not paths:
                raise wrong
            found |= dict.fromkeys(paths, cap)
        return found


def bonus_caps(said: Sequence[str] | None) -> BonusCaps:
    """Return the limits that were given.

    Raises
    ------
    KaoheError
        If one is no number, or given twice.
    """
    held: dict[str, Decimal] = {}
    for one in said or ():
        name, equals, cap = one.rpartition("=")
        name = name.strip()
        if bool(equals) != bool(name) or not cap.strip() or name in held:
            raise KaoheError(
                _("--bonus-cap {said}: write N for all bonuses or SECTION=N for one section, each once.").format(
                    said=one
                )
            )
        held[name] = parse_points(cap)
        if held[name] < 0:
            raise KaoheError(_("--bonus-cap {said}: a limit is not below 0.").format(said=one))
    whole = held.pop("", None)
    return BonusCaps(whole=whole, sections=tuple(held.items()))
