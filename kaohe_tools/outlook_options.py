"""What is chosen for a simulation, as it is written: grades, quotas, assumptions, method, seed.

::

    asked = OutlookOptions.read({"grade": ("优秀=90", "合格=60"), "quota": ("优秀=20%",), "seed": ("7",)})
    seen = asked.outlook(scheme, asked.model(scheme, results))

The command line, the notebook and memos all choose in these words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_tools.errors import ModelError, PointsError
from kaohe_tools.locale import _
from kaohe_tools.outlook import Beside, Method, Outlook, beside, outlook, unlike
from kaohe_tools.points import parse_points
from kaohe_tools.simulate import default_model, model_from_results, model_from_table
from kaohe_tools.simulate.monte_carlo import REPLICATIONS

if TYPE_CHECKING:
    from kaohe_tools.model import Scheme
    from kaohe_tools.sheets import Results
    from kaohe_tools.simulate import OutcomeModel

UNITS = 30
"""So many units are simulated where nobody says which there are."""


@dataclass(frozen=True, kw_only=True)
class OutlookOptions:
    """What is chosen for a simulation.

    Attributes
    ----------
    units : int or None
        How many units there are, without results.
    lines : mapping of str to Decimal, or None
        Grade → its least total; None: the usual ones.
    quotas : mapping of str to Fraction
    shift, spread, shock : float
        Of the outcome model; `shock` None: the model's own.
    response : float
        How much effort follows the points, between two schemes.
    """

    units: int | None = None
    lines: Mapping[str, Decimal] | None = None
    quotas: Mapping[str, Fraction]
    shift: float = 0.0
    spread: float = 1.0
    shock: float | None = None
    response: float = 0.0
    bonus_cap: Decimal | None = None
    method: Method = Method.EXACT
    seed: int = 0
    replications: int = REPLICATIONS

    @classmethod
    def read(cls, said: Mapping[str, Sequence[str]]) -> OutlookOptions:
        """Read what was written for each option; what is not there has its default.

        Raises
        ------
        ModelError
            If something is written otherwise than it can be read.
        """

        def one(name: str) -> str | None:
            return said[name][-1] if said.get(name) else None

        method = one("method") or Method.EXACT
        if method not in list(Method):
            raise ModelError(_("--method {said}: there are {known}.").format(said=method, known=", ".join(Method)))
        cap = one("bonus_cap")
        return cls(
            units=_whole("units", one("units")),
            lines={name: _points("grade", line) for name, line in _pairs("grade", said.get("grade", ()))} or None,
            quotas={name: _share(name, share) for name, share in _pairs("quota", said.get("quota", ()))},
            shift=_number("shift", one("shift"), 0.0),
            spread=_number("spread", one("spread"), 1.0),
            shock=_number("shock", one("shock"), 0.0) if one("shock") is not None else None,
            response=_number("response", one("response"), 0.0),
            bonus_cap=None if cap is None else _points("bonus-cap", cap),
            method=Method(method),
            seed=_whole("seed", one("seed")) or 0,
            replications=_whole("replications", one("replications")) or REPLICATIONS,
        )

    def model(self, scheme: Scheme, results: Results | None = None, outcomes: Path | None = None) -> OutcomeModel:
        """Return the outcome model: from results, from a table of chances, or the default assumptions.

        Raises
        ------
        KaoheError
            If chances cannot be learnt from these results, or the table cannot be read.
        """
        units = UNITS if self.units is None else self.units
        if units < 1:
            raise ModelError(_("--units {n}: at least one unit is needed").format(n=units))
        if self.units is not None and results is not None:
            raise ModelError(_("--units goes without --results: the units are those of the results"))
        if results is not None:
            if results.recorded and not results.n_events:
                raise ModelError(
                    _(
                        "{file}: the sheet holds points and not what happened; chances cannot be learnt from points. "
                        "Give them with --outcomes; kaohe compare says what other points would make of these."
                    ).format(file=results.file)
                )
            model = model_from_results(scheme, results.events)
        elif outcomes is not None:
            model = model_from_table(scheme, outcomes, units)
        else:
            model = default_model(scheme, units)
        return model.adjusted(shift=self.shift, spread=self.spread, shock=self.shock)

    def outlook(
        self, scheme: Scheme, model: OutcomeModel, *, progress: Callable[[int, int], object] | None = None
    ) -> Outlook:
        """Return what the scores under a scheme would look like."""
        return outlook(
            scheme, model, lines=self.lines, quotas=self.quotas, method=self.method, seed=self.seed,
            replications=self.replications, bonus_cap=self.bonus_cap, progress=progress,
        )  # fmt: skip

    def beside(
        self,
        scheme: Scheme,
        other: Scheme,
        model: OutcomeModel,
        *,
        name: str,
        progress: Callable[[int, int], object] | None = None,
    ) -> Beside:
        """Return two schemes side by side, drawn with the same luck; `name` stands for the second in messages.

        Raises
        ------
        ModelError
            If the second lacks a row that is modelled, or has other rules for it.
        """
        own = unlike(scheme, other, model)
        if own is not None:
            raise ModelError(
                _(
                    "--against {file}: row {row} ({label}) of the first scheme is not there or has other rules. "
                    "Schemes with the same rows and rules can be simulated together; kaohe compare tells apart any two."
                ).format(file=name, row=own.row, label=own.label)
            )
        moved = model.responding(scheme, other, self.response) if self.response else model
        return beside(self.outlook(scheme, model, progress=progress), self.outlook(other, moved, progress=progress))


def _pairs(option: str, said: Sequence[str]) -> list[tuple[str, str]]:
    pairs = []
    for one in said:
        name, equals, value = one.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise ModelError(_("--{option} {said}: write it as NAME=VALUE.").format(option=option, said=one))
        pairs.append((name.strip(), value.strip()))
    return pairs


def _points(option: str, written: str) -> Decimal:
    try:
        return parse_points(written)
    except PointsError as err:
        raise ModelError(_("--{option} {said}: a number was expected.").format(option=option, said=written)) from err


def _share(name: str, written: str) -> Fraction:
    try:
        whole = Fraction(written.removesuffix("%"))
    except (ValueError, ZeroDivisionError) as err:
        raise ModelError(_("--quota {said}: write a share as 20% or 0.2.").format(said=f"{name}={written}")) from err
    return whole / 100 if written.endswith("%") else whole


def _number(option: str, written: str | None, default: float) -> float:
    if written is None:
        return default
    return float(_points(option, written.removeprefix("-"))) * (-1 if written.startswith("-") else 1)


def _whole(option: str, written: str | None) -> int | None:
    try:
        return None if written is None else int(written)
    except ValueError as err:
        raise ModelError(_("--{option} {said}: a number was expected.").format(option=option, said=written)) from err
