"""A scheme that a panel sets beside another: a sheet of the working folder, or a scenario that it keeps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_tools.model import Scheme
from kaohe_tools.panels.choices import SCENARIO
from kaohe_tools.panels.scenario_scheme import scheme_of
from kaohe_tools.panels.working_folder import chosen_profile

if TYPE_CHECKING:
    from kaohe_tools.panels.panel_state import PanelState


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One scheme: the file's offered name, or ``#`` and a scenario's number; its sheet, and what the workbook holds."""

    name: str = ""
    sheet: str = ""
    schemes: tuple[Scheme, ...] = ()

    @property
    def scheme(self) -> Scheme | None:
        """The scheme of the chosen sheet; None where nothing was read."""
        return next((s for s in self.schemes if s.sheet == self.sheet), self.schemes[0] if self.schemes else None)


def side_name(state: PanelState, said: str | Path) -> str:
    """Return how a panel names a side that a notebook asks for by a path or a scenario's number."""
    return str(said) if str(said).startswith(SCENARIO) else state.offered_name(said)


def read_side(folder: Path, name: str, profile: str) -> Side:
    """Read a side by its offered name.

    Raises
    ------
    KaoheError
        If it cannot be read.
    """
    from kaohe_tools.sheets import load_schemes

    if name.startswith(SCENARIO):
        schemes: tuple[Scheme, ...] = (scheme_of(folder, int(name.removeprefix(SCENARIO))),)
    else:
        schemes = load_schemes(folder / name, chosen_profile(folder, profile))
    return Side(name=name, sheet=schemes[0].sheet, schemes=schemes)
