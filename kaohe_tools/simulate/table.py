"""Outcome models from the designer's own table: how likely, how often, how unequal between units."""

from __future__ import annotations

import dataclasses
import math
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard, cast

import numpy as np

from kaohe_tools.errors import ModelError
from kaohe_tools.locale import Text, _, text, why
from kaohe_tools.model import Scheme
from kaohe_tools.scoring import Slot, slots
from kaohe_tools.simulate.chances import better_of, levels, poisson, rule_of, spread_out
from kaohe_tools.simulate.defaults import LIKELY, SHOCK, default_model, spread_note
from kaohe_tools.simulate.models import OutcomeModel, Outcomes, wrong_value
from kaohe_tools.simulate.quadrature import Floats

if TYPE_CHECKING:
    import pandas as pd

    Table = str | Path | pd.DataFrame | Iterable[Mapping[str, Any]]

FIELDS = {
    "indicator": ("指标", "指标编号", "编号"),
    "rule": ("规则", "规则序号"),
    "tier": ("档", "分档"),
    "unit": ("单位", "考核对象"),
    "likely": ("可能性", "概率"),
    "often": ("平均次数", "次数"),
    "values": ("取值", "取值及可能性"),
    "spread": ("单位差异", "差异"),
    "shock": ("共同变动", "年景影响"),
}
"""The columns of a table, and what they may be called in Chinese."""
_SAYS = ("likely", "often", "values")
_SUM = 1e-6
"""Chances that a person writes may miss 1 by this much."""


@dataclass(frozen=True)
class _Where:
    """Where a row stands: what is said of it, and of the cell of one of its columns."""

    row: str
    cells: Mapping[str, str]

    def __str__(self) -> str:
        return self.row

    def of(self, field: str) -> str:
        """Return where a field stands; the row where that is not known."""
        return self.cells.get(field, self.row)


@dataclass(frozen=True, kw_only=True)
class _Row:
    where: _Where
    slot: Slot
    unit: str
    likely: float | None
    often: float | None
    values: dict[float, float] | None
    spread: float
    shock: float | None


def model_from_table(
    scheme: Scheme,
    table: Table,
    units: int | Sequence[str] = 30,
    *,
    unit_types: Sequence[str] = (),
    likely: float = LIKELY,
    spread: float = 0.0,
    shock: float = SHOCK,
) -> OutcomeModel:
    """Return an outcome model from a table; what it does not name is as in :func:`default_model`.

    Parameters
    ----------
    table : path, DataFrame or rows
        A TOML file (``[[outcome]]`` for each row), an Excel workbook (first sheet), a DataFrame, or
        mappings. Columns, in English or Chinese; only the first is always needed:

        - ``indicator`` 指标: the id;
        - ``rule`` 规则, ``tier`` 档: which of its rules, from 1; which tier, from 1 or by name;
        - ``unit`` 单位: for this unit only;
        - one of ``likely`` 可能性 (that a flag is up, or a count is not 0), ``often`` 平均次数 (mean of a
          count, taken as Poisson) and ``values`` 取值 (``0: 0.7; 5: 0.2; 10: 0.1``, bands by name or from 0);
        - ``spread`` 单位差异: standard deviations that units differ by, the first in the list best;
        - ``shock`` 共同变动: the share of variation common to all units.
    likely, spread, shock
        Where the table says nothing.

    Raises
    ------
    ModelError
        If rows name something unknown, contradict themselves or stand twice; each with its cell.
    """
    base = default_model(scheme, units, unit_types=unit_types, likely=likely, spread=spread, shock=shock)
    level = levels(len(base.units))
    reader = _Reader(scheme, base.units)
    held = {o.slot.key: o for o in base.outcomes}
    named: dict[tuple[tuple[str, int, int | None], str], str] = {}
    problems: list[str] = []
    rows = list(_told(problems, reader, _rows(table)))
    for row in sorted(rows, key=lambda row: row.unit != ""):  # a single unit's after those for all
        key = row.slot.key
        if (key, row.unit) in named:
            problems.append(
                _("{where}: the same rule stands in {other} already").format(
                    where=row.where, other=named[key, row.unit]
                )
            )
            continue
        named[key, row.unit] = str(row.where)
        held[key] = _replaced(held[key], row, scheme, base.units, level)
    if problems:
        raise ModelError("\n".join(problems))
    return dataclasses.replace(base, outcomes=tuple(held.values()), notes=_notes(base, rows, len(held), likely))


class _HeadingError(ModelError):
    """A column is headed by something unknown."""


def _told(problems: list[str], reader: _Reader, rows: Iterable[tuple[_Where, Mapping[str, Any]]]) -> Iterator[_Row]:
    """Yield the rows that can be read, and note what is wrong with the others."""
    for where, fields in rows:
        try:
            yield reader.row(where, fields)
        except _HeadingError:
            raise  # every row would say it again
        except ModelError as err:
            problems.append(str(err))


def _replaced(own: Outcomes, row: _Row, scheme: Scheme, units: tuple[str, ...], level: Floats) -> Outcomes:
    """Return a slot's outcomes as a row has them, for all units or for one."""
    values, chances = _outcomes(row)
    better = better_of(rule_of(scheme, row.slot), row.slot)
    shock = own.shock if row.shock is None else row.shock
    if row.unit:
        wide = np.union1d(own.values, values) if row.slot.kind != "choice" else own.values
        table = np.zeros((len(units), len(wide)))
        for value, column in zip(own.values, own.chances.T, strict=True):
            table[:, np.flatnonzero(wide == value)[0]] = column
        at = units.index(row.unit)
        table[at] = 0
        for value, chance in zip(values, chances, strict=True):
            table[at, np.flatnonzero(wide == value)[0]] = chance
        return dataclasses.replace(own, values=wide, chances=table, shock=shock)
    if row.slot.kind == "choice":
        given = dict(zip(values, chances, strict=True))
        values, chances = own.values, np.array([given.get(v, 0.0) for v in own.values])
    rows = spread_out(np.tile(chances, (len(units), 1)), better, row.spread, level)
    return dataclasses.replace(own, values=values, chances=rows, better=better, shock=shock)


def _outcomes(row: _Row) -> tuple[Floats, Floats]:
    if row.values is not None:
        pairs = sorted(row.values.items())
        return np.array([v for v, _c in pairs]), np.array([c for _v, c in pairs]) / sum(row.values.values())
    if row.often is not None:
        counts, chances = poisson(np.array([row.often]))
        return counts, chances[0]
    chance = row.likely or 0.0
    if row.slot.kind == "flag":
        return np.array([0.0, 1.0]), np.array([1 - chance, chance])
    mean = np.array([-math.log1p(-min(chance, 1 - 1e-12))])  # the count that is 0 with 1 - chance
    counts, chances = poisson(mean)
    return counts, chances[0]


class _Reader:
    """Reads rows, and says what is wrong in which."""

    def __init__(self, scheme: Scheme, units: tuple[str, ...]) -> None:
        self._units = units
        self._of: dict[str, list[Slot]] = {i.id: [] for i in scheme.indicators}
        for slot in slots(scheme):
            self._of[slot.indicator].append(slot)

    def row(self, where: _Where, raw: Mapping[str, Any]) -> _Row:
        fields = _fields(where, raw)
        slot = self._slot(where, fields)
        given = [name for name in _SAYS if name in fields]
        if len(given) != 1:
            raise ModelError(
                _("{where}: give one of likely (可能性), often (平均次数) and values (取值), not {n}").format(
                    where=where, n=len(given)
                )
            )
        unit = str(fields.get("unit", "")).strip()
        if unit and unit not in self._units:
            raise ModelError(_("{where}: there is no unit {unit}").format(where=where.of("unit"), unit=unit))
        if "likely" in fields and slot.kind not in ("flag", "count"):
            raise ModelError(
                _("{where}: indicator {id} ({label}) is measured; give its values (取值), not how likely it is").format(
                    where=where.of("likely"), id=slot.indicator, label=slot.label
                )
            )
        if "often" in fields and slot.kind != "count":
            raise ModelError(
                _("{where}: indicator {id} ({label}) is not counted; give likely (可能性) or values (取值)").format(
                    where=where.of("often"), id=slot.indicator, label=slot.label
                )
            )
        return _Row(
            where=where,
            slot=slot,
            unit=unit,
            likely=_number(where, fields, "likely", 1),
            often=_number(where, fields, "often", 200),
            values=_pairs(where.of("values"), fields["values"], slot) if "values" in fields else None,
            spread=_number(where, fields, "spread", 5) or 0.0,
            shock=_number(where, fields, "shock", 0.8),
        )

    def _slot(self, where: _Where, fields: Mapping[str, Any]) -> Slot:
        id_ = _id(fields.get("indicator", ""))
        if id_ not in self._of:
            raise ModelError(
                _("{where}: the scheme has no indicator {id}").format(where=where.of("indicator"), id=id_ or "-")
            )
        rule = _number(where, fields, "rule", 10_000)
        tier = fields.get("tier")
        fits = [
            s
            for s in self._of[id_]
            if (rule is None or s.rule + 1 == rule)
            and (tier is None or (s.tier is not None and _id(tier) in (str(s.tier + 1), s.label.split(" · ")[-1])))
        ]
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise ModelError(
                _("{where}: indicator {id} has {n} things that can be recorded; name the rule and the tier").format(
                    where=where, id=id_, n=len(fits)
                )
            )
        at = where.of("tier" if tier is not None else "rule")
        raise ModelError(_("{where}: indicator {id} has no such rule or tier").format(where=at, id=id_))


def _rows(table: Table) -> list[tuple[_Where, Mapping[str, Any]]]:
    """Return the rows of a table, each with where it stands."""
    if isinstance(table, (str, Path)):
        path = Path(table)
        return _toml(path) if path.suffix.lower() == ".toml" else _workbook(path)
    rows = _records(table) if _is_frame(table) else cast("Iterable[Mapping[str, Any]]", table)
    return [(_named(_("row {n}").format(n=n), row), row) for n, row in enumerate(rows, 1)]


def _named(row: str, fields: Mapping[str, Any]) -> _Where:
    """Return where a row stands whose cells have no names but those of their columns."""
    return _Where(row, {_column(name): f"{row}, {name}" for name in fields})


def _is_frame(table: Table) -> TypeGuard[pd.DataFrame]:
    return hasattr(table, "to_dict")


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict(orient="records")]


def _toml(path: Path) -> list[tuple[_Where, Mapping[str, Any]]]:
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as err:
        raise ModelError(
            _("{file}: this is no TOML file that can be read ({why})").format(file=path.name, why=_said(err))
        ) from err
    rows = data.pop("outcome", [])
    if data or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ModelError(
            _("{file}: a table of outcomes has [[outcome]] entries and nothing else; found {names}").format(
                file=path.name, names=", ".join(data) or "outcome"
            )
        )
    return [(_named(_("{file}, entry {n}").format(file=path.name, n=n), row), row) for n, row in enumerate(rows, 1)]


def _said(err: Exception) -> str:
    return why(err) if isinstance(err, OSError) else str(err)


def _workbook(path: Path) -> list[tuple[_Where, Mapping[str, Any]]]:
    import pandas as pd
    from openpyxl.utils import get_column_letter
    from python_calamine import CalamineError

    try:
        if path.suffix.lower() == ".csv":
            frame = pd.read_csv(path, dtype=object)
        else:
            frame = pd.read_excel(path, dtype=object, engine="calamine")
    except (OSError, ValueError, CalamineError) as err:
        raise ModelError(
            _("{file}: this is no table that can be read ({why})").format(file=path.name, why=_said(err))
        ) from err
    columns = {_column(name): get_column_letter(n) for n, name in enumerate(frame.columns, 1)}
    if "indicator" not in columns:
        raise ModelError(
            _("{file}, row 1: this row names the columns of a table of outcomes, one of them indicator (指标)").format(
                file=path.name
            )
        )
    found: list[tuple[_Where, Mapping[str, Any]]] = []
    for n, row in enumerate(_records(frame), 2):
        cells = {name: f"{path.name}, {letter}{n}" for name, letter in columns.items()}
        found.append((_Where(_("{file}, row {n}").format(file=path.name, n=n), cells), row))
    return found


def _column(name: object) -> str:
    """Return the field that a column is for; its own name where that is none of them."""
    written = str(name).strip()
    return next((field for field, names in FIELDS.items() if written == field or written in names), written)


def _fields(where: _Where, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is filled in, by field."""
    found: dict[str, Any] = {}
    for name, value in raw.items():
        if _empty(value):
            continue
        field = _column(name)
        if field not in FIELDS:
            known = ", ".join(f"{field} ({names[0]})" for field, names in FIELDS.items())
            raise _HeadingError(
                _("{where}: {name} is no column of a table of outcomes; known: {known}").format(
                    where=where.of(field), name=field, known=known
                )
            )
        if field in found:
            raise ModelError(
                _("{where}: {name} stands in two columns; keep one of them").format(
                    where=where, name=f"{field} ({FIELDS[field][0]})"
                )
            )
        found[field] = value
    return found


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value)) or str(value).strip() == ""


def _id(value: object) -> str:
    """Return an id as it is written; Excel keeps 7 as 7.0."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _number(where: _Where, fields: Mapping[str, Any], name: str, most: float) -> float | None:
    if name not in fields:
        return None
    raw = fields[name]
    try:
        value = float(raw)
    except (TypeError, ValueError):
        value = math.nan
    if not 0 <= value <= most:
        raise ModelError(
            _("{where}: {name} is {value}; a number between 0 and {most} was expected").format(
                where=where.of(name), name=f"{name} ({FIELDS[name][0]})", value=raw, most=f"{most:g}"
            )
        )
    return value


def _pairs(where: str, raw: object, slot: Slot) -> dict[float, float]:
    """Read ``0: 0.7; 5: 0.3``, or a mapping."""
    if isinstance(raw, Mapping):
        parts = [(str(k), v) for k, v in raw.items()]
    else:
        written = str(raw).replace("：", ":").replace("；", ";")
        parts = [(k, v) for k, _colon, v in (part.rpartition(":") for part in written.split(";") if part.strip())]
    found: dict[float, float] = {}
    for name, chance in parts:
        key = name.strip()
        try:
            value = float(slot.choices.index(key)) if key in slot.choices else float(key)
            found[value] = found.get(value, 0.0) + float(chance)
        except (TypeError, ValueError):
            raise ModelError(
                _("{where}: “{raw}” does not read as values with their chances, such as 0: 0.7; 5: 0.3").format(
                    where=where, raw=raw
                )
            ) from None
        if wrong := wrong_value(slot, value):
            raise ModelError(f"{where}: {wrong}")
    total = sum(found.values())
    if any(not 0 <= c <= 1 for c in found.values()) or not abs(total - 1) <= _SUM:
        raise ModelError(
            _("{where}: the chances of the values are probabilities and sum to 1; here they sum to {sum}").format(
                where=where, sum=f"{total:g}"
            )
        )
    return found


def _notes(base: OutcomeModel, rows: list[_Row], of: int, likely: float) -> tuple[Text, ...]:
    said = len({row.slot.key for row in rows})
    notes = [
        text("Chances of {n} of the {of} things that are asked about come from the designer's table.", n=said, of=of)
    ]
    if said < of:
        notes.append(
            text(
                "Whatever else the rules ask about happens to a unit with a chance of {likely}, the same for every "
                "rule.",
                likely=Fraction(likely).limit_denominator(1000),
            )
        )
        notes += base.notes[1:]  # the first says that of every rule
    if any(row.spread for row in rows) and spread_note(len(base.units)) not in notes:
        notes.append(spread_note(len(base.units)))
    if any(row.often is not None or (row.likely is not None and row.slot.kind == "count") for row in rows):
        notes.append(text("How often something happens is taken as Poisson: each time independent of the last."))
    return tuple(notes)
