"""What is chosen for a simulation, as it is written: grades, quotas, assumptions, method, seed.

::

    asked = OutlookOptions.read({"grade": ("优秀=90", "合格=60"), "quota": ("优秀=20%",), "seed": ("7",)})
    seen = asked.outlook(scheme, asked.model(scheme, results))

The command line, the notebook and memos all choose in these words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaohe_tools.analysis import Analysis, analyse
from kaohe_tools.bonus_caps import BonusCaps, bonus_caps
from kaohe_tools.compare import Carried, carry_model
from kaohe_tools.errors import ModelError, PointsError
from kaohe_tools.grades import Line, line_for
from kaohe_tools.locale import _, in_every_language, plain
from kaohe_tools.outlook import USUAL_LINES, Method, Outlook, outlook, places_of, usual_lines
from kaohe_tools.outlook_pair import Beside, beside
from kaohe_tools.points import parse_points
from kaohe_tools.scoring import Events, Scores, score
from kaohe_tools.simulate import default_model, model_from_results, model_from_table, need_rules
from kaohe_tools.simulate.monte_carlo import REPLICATIONS, drawn

if TYPE_CHECKING:
    from kaohe_tools.model import Path as SectionPath
    from kaohe_tools.model import Scheme
    from kaohe_tools.sheets import Results
    from kaohe_tools.simulate import OutcomeModel

UNITS = 30
"""So many units are simulated where nobody says which there are."""
_SIMULATED = 10_000
"""So many simulated units an analysis without results rests on."""

Progress = Callable[[int, int], object]


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
    caps : BonusCaps
    """

    units: int | None = None
    lines: Mapping[str, Decimal] | None = None
    quotas: Mapping[str, Fraction]
    shift: float = 0.0
    spread: float = 1.0
    shock: float | None = None
    response: float = 0.0
    caps: BonusCaps = field(default_factory=BonusCaps)
    method: Method = Method.EXACT
    seed: int = 0
    replications: int = REPLICATIONS

    @classmethod
    def read(cls, said: Mapping[str, Sequence[str]]) -> OutlookOptions:
        """Read what was written for each option; what is not there has its default.

        Raises
        ------
        KaoheError
            If something is written otherwise than it can be read.
        """

        def one(name: str) -> str | None:
            return said[name][-1] if said.get(name) else None

        method = one("method") or Method.EXACT
        if method not in list(Method):
            raise ModelError(_("--method {said}: there are {known}.").format(said=method, known=", ".join(Method)))
        replications = _whole("replications", one("replications"))
        return cls(
            units=_whole("units", one("units")),
            lines={name: _points("grade", line) for name, line in _pairs("grade", said.get("grade", ()))} or None,
            quotas={name: _share(name, share) for name, share in _pairs("quota", said.get("quota", ()))},
            shift=_number("shift", one("shift"), 0.0),
            spread=_number("spread", one("spread"), 1.0),
            shock=None if one("shock") is None else _number("shock", one("shock"), 0.0),
            response=_number("response", one("response"), 0.0),
            caps=bonus_caps(said.get("bonus_cap")),
            method=Method(method),
            seed=_whole("seed", one("seed")) or 0,
            replications=REPLICATIONS if replications is None else replications,
        )

    def model(self, scheme: Scheme, results: Results | None = None, outcomes: Path | None = None) -> OutcomeModel:
        """Return the outcome model, not yet adjusted: from results, from a table of chances, or the default one.

        Raises
        ------
        KaoheError
            If no rule of the scheme was read, chances cannot be learnt from these results, or the table cannot be
            read.
        """
        need_rules(scheme)
        units = UNITS if self.units is None else self.units
        if units < 1:
            raise ModelError(_("--units {n}: at least one unit is needed").format(n=units))
        if self.units is not None and results is not None:
            raise ModelError(_("--units goes without --results: the units are those of the results"))
        if results is None:
            return model_from_table(scheme, outcomes, units) if outcomes else default_model(scheme, units)
        return learnt_model(scheme, results)

    def outlook(self, scheme: Scheme, model: OutcomeModel, *, progress: Progress | None = None) -> Outlook:
        """Return what the scores under a scheme would look like; shift, spread and shock are applied.

        Raises
        ------
        ModelError
            If effort is to follow the points, which takes a second scheme.
        """
        if self.response:
            raise ModelError(_("--response goes with a second scheme: effort follows points that change."))
        return self._seen(scheme, self._adjusted(model), (scheme,), progress)

    def beside(self, scheme: Scheme, other: Scheme, model: OutcomeModel, *, progress: Progress | None = None) -> Both:
        """Return two schemes side by side, drawn with the same luck; what is new in the second is assumed and named.

        Raises
        ------
        ModelError
            If no row of one scheme is like a row of the other.
        """
        carried = carry_model(scheme, other, model)
        second = self._adjusted(carried.model)
        if self.response:
            second = second.responding(scheme, carried.scheme, self.response)
        schemes = (scheme, other)
        first = self._seen(scheme, self._adjusted(model), schemes, progress)
        seen = beside(first, self._seen(carried.scheme, second, schemes, progress))
        return Both(second=other, carried=carried, seen=seen)

    def scored(self, scheme: Scheme, events: Events, *others: Scheme) -> Scores:
        """Score some events within the limits of the bonus; a limited section may stand in one of the others."""
        return score(scheme, events, bonus_cap=self.caps.whole, group_caps=self._caps_of(scheme, (scheme, *others)))

    def drawn(self, model: OutcomeModel) -> Events:
        """Return simulated years of a model, enough to analyse indicators."""
        return drawn(model, self.seed, 0, _years(model))

    def analysed(self, seen: Outlook, results: Results | None, *others: Scheme) -> Analysed:
        """Analyse what was recorded; without results, simulated years."""
        if results is not None:
            return Analysed(analysis=analyse(self.scored(seen.scheme, results.events, *others)))
        why = _("No results were chosen: these figures rest on simulated years, not on records.")
        why += _years_said(seen.result.model)
        return Analysed(analysis=analyse(self.scored(seen.scheme, self.drawn(seen.result.model), *others)), why=why)

    def lines_for_quotas(self, scheme: Scheme, results: Results | None) -> tuple[tuple[str, Line], ...]:
        """Return what each quota's line would have had to be with the recorded results."""
        if results is None or not self.quotas:
            return ()
        totals = self.scored(scheme, results.events).totals()
        of = sum(total is not None for total in totals)
        named = self._named(scheme)
        found = zip(named.items(), places_of(named, of), strict=True)
        # a share that stands by itself is said as it was asked for; where better grades come first, as it adds up
        return tuple(
            (label, line_for(totals, share if label == name else Fraction(room, of or 1)))
            for (name, share), (label, room) in found
        )

    def _grades(self, scheme: Scheme) -> tuple[str, ...]:
        """Return the grades that have a line, from the best."""
        lines = usual_lines(scheme) if self.lines is None else self.lines
        return tuple(sorted(lines, key=lambda name: -lines[name]))

    def _named(self, scheme: Scheme) -> dict[str, Fraction]:
        """Return the quotas by the grades' names, the best first; the usual grades may be named in any language.

        Raises
        ------
        ModelError
            If one is of no grade that there is.
        """
        grades, found = self._grades(scheme), dict[str, Fraction]()
        for name, share in self.quotas.items():
            known = name
            if self.lines is None and name not in grades:
                known = next((str(usual) for usual, _part in USUAL_LINES if name in in_every_language(usual)), name)
            if known not in grades:
                raise ModelError(
                    _("--quota {name}={share}: there is no grade {name}; there are {known}. Give it its line with "
                      "--grade {name}=LINE.").format(name=name, share=plain(share), known=plain(grades))
                )  # fmt: skip
            found[known] = share
        return {name: found[name] for name in grades if name in found}

    def _adjusted(self, model: OutcomeModel) -> OutcomeModel:
        return model.adjusted(shift=self.shift, spread=self.spread, shock=self.shock)

    def _caps_of(self, scheme: Scheme, schemes: Sequence[Scheme]) -> dict[SectionPath, Decimal]:
        return {path: cap for path, cap in self.caps.of(*schemes).items() if scheme.within(path)}

    def _seen(
        self, scheme: Scheme, model: OutcomeModel, schemes: Sequence[Scheme], progress: Progress | None
    ) -> Outlook:
        return outlook(
            scheme, model, lines=self.lines, quotas=self._named(scheme), method=self.method, seed=self.seed,
            replications=self.replications, bonus_cap=self.caps.whole, group_caps=self._caps_of(scheme, schemes),
            progress=progress,
        )  # fmt: skip


def _years(model: OutcomeModel) -> int:
    return max(1, _SIMULATED // len(model.units))


def _years_said(model: OutcomeModel) -> str:
    """Say how many “units” the figures rest on: nobody should look for thousands of them in the list."""
    years, units = _years(model), len(model.units)
    said = _(" There are {years} of these years; each of the {units} units counts once in each: {n} simulated results.")
    return said.format(years=years, units=units, n=years * units)


def learnt_model(scheme: Scheme, results: Results) -> OutcomeModel:
    """Return the outcome model that a results sheet gives.

    Raises
    ------
    ModelError
        If the sheet holds points and nothing that happened, or nothing at all.
    """
    if results.recorded and not results.n_events:
        raise ModelError(
            _(
                "{file}: the sheet holds points and not what happened; chances cannot be learnt from points. Give "
                "them with --outcomes; kaohe compare says what other points would make of these."
            ).format(file=results.file)
        )
    return model_from_results(scheme, results.events)


@dataclass(frozen=True, kw_only=True)
class Both:
    """Two schemes side by side.

    Attributes
    ----------
    second : Scheme
        As it was read; in `seen` its rows have the ids that they have in the first.
    carried : Carried
        How it came by its chances.
    """

    second: Scheme
    carried: Carried
    seen: Beside

    def analysed(self, asked: OutlookOptions, results: Results | None) -> tuple[Analysed, Analysed]:
        """Analyse both; the second on simulated years where some of its rows have no records."""
        first = asked.analysed(self.seen.first, results, self.second)
        others = (self.seen.first.scheme,)
        if results is not None and not self.carried.assumed:
            events = self.carried.recorded(results.events)
            return first, Analysed(analysis=analyse(asked.scored(self.second, events, *others)))
        assumed = _("Some of these rows have no records: these figures rest on simulated years.")
        why = first.why or assumed + _years_said(self.seen.second.result.model)
        years = self.carried.in_own_ids(asked.drawn(self.seen.second.result.model))
        return first, Analysed(analysis=analyse(asked.scored(self.second, years, *others)), why=why)


@dataclass(frozen=True, kw_only=True)
class Analysed:
    """What indicators do; `why` it rests on simulated years and no records, else nothing."""

    analysis: Analysis
    why: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return JSON data."""
        return {"simulated": bool(self.why), **self.analysis.to_dict()}


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
