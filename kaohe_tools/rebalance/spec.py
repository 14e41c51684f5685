"""A rebalancing problem in words: options of the command line, and a TOML file that repeats them.

Limits are said as ``LO:HI`` in points (``2:4``, ``2:``, ``:4``), one number fixes them. Rows are
named by their ordinal (第N行), several at a time as ``3,7`` or ``3-7``; sections by their name, or by
the names from the top down joined by ``/``.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path as FilePath
from typing import Any, TypeVar

from kaohe_tools.errors import ProblemError
from kaohe_tools.locale import _, plain, why
from kaohe_tools.model import Path, Scheme
from kaohe_tools.plain_text import one_line
from kaohe_tools.points import format_points
from kaohe_tools.rebalance.problem import Follow, Limits, NodeShare, Objective, Problem

_NAMED_POINTS = re.compile(r"[（(〔\[]\s*[0-9０-９.]+\s*分?\s*[）)〕\]]|\s")
_RUN = re.compile(r"(\d+)\s*[-－—~～]\s*(\d+)")

Kind = TypeVar("Kind", bound=StrEnum)


# ---------------------------------------------------------------- single values


def number(written: object) -> Decimal:
    """Read one number of points, of a share or a weight.

    Raises
    ------
    ProblemError
        If it is none.
    """
    if isinstance(written, bool) or not isinstance(written, (int, str, Decimal)):
        raise ProblemError(_("“{raw}” is not a number.").format(raw=written))
    text = str(written).strip()
    try:
        value = Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text)
    except InvalidOperation as err:
        raise ProblemError(_("“{raw}” is not a number.").format(raw=written)) from err
    if not value.is_finite():
        raise ProblemError(_("“{raw}” is not a number.").format(raw=written))
    return value


def limits(written: object) -> Limits:
    """Read ``LO:HI``; either end may be left out, one number alone is both.

    Raises
    ------
    ProblemError
        If it says no number at all.
    """
    low, colon, high = str(written).replace("：", ":").partition(":")
    if not colon:
        return Limits(low=number(low), high=number(low))
    if not low.strip() and not high.strip():
        raise ProblemError(_("“{raw}” sets no limit; write it as LO:HI, such as 2:4, 2: or :4.").format(raw=written))
    return Limits(
        low=number(low) if low.strip() else None,
        high=number(high) if high.strip() else None,
    )


def written_limits(of: Limits) -> str:
    """Return limits as :func:`limits` reads them."""
    if of.low is not None and of.low == of.high:
        return format_points(of.low)
    return ":".join("" if end is None else format_points(end) for end in (of.low, of.high))


def rows(written: object) -> tuple[str, ...]:
    """Read one or several rows: ``3``, ``3,7``, ``3-7``, or a list of such."""
    parts = written if isinstance(written, (list, tuple)) else re.split(r"[,，、\s]+", str(written).strip())
    found: list[str] = []
    for part in map(str, parts):
        run = _RUN.fullmatch(part.strip())
        if run and int(run[1]) <= int(run[2]) <= int(run[1]) + 10_000:
            found += map(str, range(int(run[1]), int(run[2]) + 1))
        elif part.strip():
            found.append(part.strip())
    return tuple(dict.fromkeys(found))


def section(scheme: Scheme, name: object) -> Path:
    """Return the section that a name means: its own name, or the names from the top joined by ``/``.

    Points in a label (“组织治理（35分）”) may be left out.

    Raises
    ------
    ProblemError
        If there is none of that name, or several.
    """
    if isinstance(name, (list, tuple)):
        name = "/".join(map(str, name))
    wanted = _bare(str(name))
    paths = [s.path for s in scheme.sections]
    found = [p for p in paths if _bare("/".join(p)) == wanted] or [p for p in paths if _bare(p[-1]) == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        raise ProblemError(
            _("There are several sections “{name}”: {paths}. Name the one meant from the top down.").format(
                name=name, paths=plain(["/".join(p) for p in found])
            )
        )
    near = difflib.get_close_matches(wanted, [_bare(p[-1]) for p in paths], 1, 0.4)
    known = plain(list(dict.fromkeys(p[-1] for p in paths))) or _("none")
    raise ProblemError(
        _("There is no section “{name}”; the sheet's sections are {known}.{near}").format(
            name=name, known=known, near=_(" Did you mean {near}?").format(near=near[0]) if near else ""
        )
    )


def _bare(name: str) -> str:
    return _NAMED_POINTS.sub("", name)


def _one_of(kind: type[Kind]) -> Callable[[object], Kind]:
    def read(written: object) -> Kind:
        try:
            return kind(str(written))
        except ValueError as err:
            raise ProblemError(_("“{raw}” is not one of {known}.").format(raw=written, known=", ".join(kind))) from err

    return read


def _truth(written: object) -> bool:
    if not isinstance(written, bool):
        raise ProblemError(_("“{raw}” is neither true nor false.").format(raw=written))
    return written


def _table(written: object) -> list[tuple[str, object]]:
    if not isinstance(written, Mapping):
        raise ProblemError(_("a table is needed, such as {example}").format(example='{ 5 = "2:4" }'))
    return list(written.items())


def _list(written: object) -> list[object]:
    if not isinstance(written, list):
        raise ProblemError(_("a list is needed, such as {example}").format(example='["3", "7-9"]'))
    return written


# ---------------------------------------------------------------- the whole


def _by_row(read: Callable[[object], Any]) -> Callable[[Scheme, object], tuple[tuple[str, Any], ...]]:
    def table(_scheme: Scheme, written: object) -> tuple[tuple[str, Any], ...]:
        return tuple((id_, read(value)) for key, value in _table(written) for id_ in rows(key))

    return table


def _node_shares(scheme: Scheme, written: object) -> tuple[NodeShare, ...]:
    pairs = _table(written) if isinstance(written, Mapping) else [("", written)]
    return tuple(node_share(value, section(scheme, name) if name else ()) for name, value in pairs)


def node_share(written: object, path: Path = ()) -> NodeShare:
    """Read a band for the share of milestones: ``0.7:0.8`` or ``70%:80%``."""
    band = limits(written)
    low, high = band.low or Decimal(0), Decimal(1) if band.high is None else band.high
    return NodeShare(low=low, high=high, path=path)


_SETTINGS: dict[str, tuple[str, Callable[[Scheme, object], Any]]] = {
    "total": ("total", lambda _s, v: number(v)),
    "tick": ("tick", lambda _s, v: number(v)),
    "objective": ("objective", lambda _s, v: _one_of(Objective)(v)),
    "follow": ("follow", lambda _s, v: _one_of(Follow)(v)),
    "fit_rules": ("fit_rules", lambda _s, v: _truth(v)),
    "seconds": ("seconds", lambda _s, v: float(number(v))),
    "locked": ("locked", lambda _s, v: rows(_list(v))),
    "node_share": ("node_shares", _node_shares),
    "orders": ("orders", lambda _s, v: tuple(rows(_list(group)) for group in _list(v))),
    "bounds": ("bounds", _by_row(limits)),
    "start": ("start", _by_row(number)),
    "item_ticks": ("item_ticks", _by_row(number)),
    "weights": ("weights", _by_row(number)),
    "importance": ("importance", _by_row(number)),
    "sections": ("sections", lambda s, v: tuple((section(s, name), limits(one)) for name, one in _table(v))),
}


def read_spec(path: str | FilePath, start: Problem) -> Problem:
    """Return `start` with what a TOML file says put in its place.

    Raises
    ------
    ProblemError
        If the file cannot be read, or says something unknown or impossible; the message names the
        file and the setting.
    """
    file = FilePath(path)
    try:
        written = file.read_bytes()
    except OSError as err:
        raise ProblemError(_("{path} cannot be read: {why}").format(path=file, why=why(err))) from err
    try:
        return spec_of(written.decode(), start, name=file.name)
    except UnicodeDecodeError as err:
        raise ProblemError(_("{path} is not valid TOML: {why}").format(path=file.name, why=err)) from err


def spec_of(written: str, start: Problem, *, name: str) -> Problem:
    """Return `start` with what a TOML text says put in its place; `name` stands for it in messages.

    Raises
    ------
    ProblemError
        If it says something unknown or impossible.
    """
    try:
        data = tomllib.loads(written, parse_float=Decimal)
    except tomllib.TOMLDecodeError as err:
        raise ProblemError(_("{path} is not valid TOML: {why}").format(path=name, why=err)) from err
    changes: dict[str, Any] = {}
    for key, value in data.items():
        if key == "source":
            _same_source(value, start.scheme, name)
            continue
        if key not in _SETTINGS:
            near = difflib.get_close_matches(key, _SETTINGS, 1, 0.4)
            raise ProblemError(
                _("{path}: unknown setting {key}; known here are {known}.{near}").format(
                    path=name,
                    key=key,
                    known=", ".join(_SETTINGS),
                    near=_(" Did you mean {near}?").format(near=near[0]) if near else "",
                )
            )
        attribute, read = _SETTINGS[key]
        try:
            changes[attribute] = read(start.scheme, value)
        except ProblemError as err:
            raise ProblemError(f"{name}: {key}: {err}") from err
    try:
        return start.replace(**changes)
    except ProblemError as err:
        raise ProblemError(f"{name}: {err}") from err


def _same_source(said: object, scheme: Scheme, name: str) -> None:
    """Refuse a file of constraints that was written for other bytes than the sheet at hand."""
    made_for = dict(_table(said))
    if made_for.get("sha256", scheme.sha256) != scheme.sha256:
        raise ProblemError(
            _(
                "{path} was written for {made_for}, whose content is not that of {file}. "
                "Use that file, or delete the [source] part if the rows are the same."
            ).format(path=name, made_for=made_for.get("file", "?"), file=scheme.file)
        )


def write_spec(problem: Problem, *, source: bool = True) -> str:
    """Return a problem as a TOML file that :func:`read_spec` reads back as the same problem.

    Parameters
    ----------
    source : bool
        Name the sheet that it was written for; :func:`read_spec` then takes no other.
    """
    import tomlkit

    document = tomlkit.document()
    scheme = problem.scheme
    for line in (
        _("What is asked of the points: kaohe rebalance {file} --spec THIS-FILE").format(file=scheme.file),
        _("Rows are named by their ordinal in the sheet; limits are written LO:HI."),
    ):
        document.add(tomlkit.comment(one_line(line)))
    document["total"] = _plain(problem.total)
    document["tick"] = _plain(problem.tick)
    document["objective"] = str(problem.objective)
    document["follow"] = str(problem.follow)
    document["fit_rules"] = problem.fit_rules
    document["seconds"] = _plain(Decimal(str(problem.seconds)))
    document["locked"] = list(problem.locked)
    document["orders"] = [list(group) for group in problem.orders]
    tables: dict[str, Iterable[tuple[str, str | int]]] = {
        "node_share": (
            ("/".join(b.path), f"{format_points(b.low)}:{format_points(b.high)}") for b in problem.node_shares
        ),
        "bounds": ((id_, written_limits(of)) for id_, of in problem.bounds),
        "start": ((id_, _plain(points)) for id_, points in problem.start),
        "item_ticks": ((id_, _plain(step)) for id_, step in problem.item_ticks),
        "weights": ((id_, _plain(weight)) for id_, weight in problem.weights),
        "importance": ((id_, _plain(weight)) for id_, weight in problem.importance),
        "sections": (("/".join(path), written_limits(of)) for path, of in problem.sections),
        "source": (
            (key, value)
            for key, value in (("file", scheme.file), ("sheet", scheme.sheet), ("sha256", scheme.sha256))
            if value and source
        ),
    }
    for name, pairs in tables.items():
        table = tomlkit.table()
        for key, value in pairs:
            table[key] = value
        if table or name == "node_share":  # without one the profile's band would hold again
            document[name] = table
    return tomlkit.dumps(document).encode("utf-8", "replace").decode()  # a file's name may hold half a letter


def _plain(value: Decimal) -> str | int:
    return int(value) if value == value.to_integral_value() else format_points(value)
