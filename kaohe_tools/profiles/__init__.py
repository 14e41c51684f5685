"""Review profiles (审核标准): what an office requires of a sheet, as TOML.

``default.toml`` and ``node-annual.toml`` beside this file are the shipped ones and the
documentation of every setting; an office copies one and changes it.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from kaohe_tools.errors import ProfileError
from kaohe_tools.locale import _, text, why

MonthDay = tuple[int, int]

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """When the reply is due: a full date, or month and day in the scheme's own year.

    Attributes
    ----------
    year : int or None
        None: the year that the scheme's title names.
    """

    month: int
    day: int
    hour: int
    minute: int
    year: int | None = None

    def at(self, scheme_year: int | None) -> datetime | None:
        """Return the moment, or None where no year is known."""
        year = self.year or scheme_year
        return datetime(year, self.month, self.day, self.hour, self.minute) if year else None

    @classmethod
    def read(cls, written: object) -> Deadline:
        """Read ``2018-05-25 10:00`` or ``05-25 10:00``.

        Raises
        ------
        ProfileError
            If the text is neither, or names a day that does not exist.
        """
        if isinstance(written, datetime):
            moment = written
            return cls(month=moment.month, day=moment.day, hour=moment.hour, minute=moment.minute, year=moment.year)
        said = str(written).replace("T", " ")
        for year in ("", "2000-"):  # a leap year for the short form, so that 02-29 may be said
            try:
                moment = datetime.strptime(year + said, "%Y-%m-%d %H:%M")
            except ValueError:
                continue
            full = cls.read(moment)
            return replace(full, year=None) if year else full
        raise ProfileError(
            _("the deadline {written!r} is not a time such as 2018-05-25 10:00 or 05-25 10:00").format(written=written)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedLayout:
    """How a designer said that sheets of one shape are to be read.

    Attributes
    ----------
    headings : tuple of str
        The headings of every column, left to right, as the sheet writes them: the shape's mark.
    fields : tuple of str
        What each column is, ``""`` where it is not used.
    """

    headings: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What an office requires of a sheet; see ``profiles/default.toml`` for each setting in words.

    Attributes
    ----------
    total : Decimal or None
        Full mark where the sheet declares none; None: such a sheet's total is not checked.
    tick : Decimal
        The smallest step of points.
    node_share : (Decimal, Decimal) or None
        Lowest and highest share of the points that nodes may carry, such as (0.7, 0.8).
    annual_window : ((int, int), (int, int)) or None
        First and last (month, day) kept for year-end standards.
    synonyms : tuple of (field, headings)
        The office's own column headings, beside the built-in ones.
    layouts : tuple of SavedLayout
        Shapes of sheets whose columns the designer has corrected.
    units : tuple of (unit, alternatives)
        Which alternatives (适用类别) each assessed unit takes.
    ignored : tuple of (code, reason)
        Checks that this office leaves out, each with its reason.
    severities : tuple of (code, severity)
        Severities that this office sees differently.
    """

    name: str
    title: str = ""
    total: Decimal | None = None
    tick: Decimal = Decimal("0.1")
    node_share: tuple[Decimal, Decimal] | None = None
    node_share_per_task: bool = False
    annual_window: tuple[MonthDay, MonthDay] | None = None
    required_columns: tuple[str, ...] = ("points",)
    vague_words: tuple[str, ...] = ()
    vague_evidence: tuple[str, ...] = ()
    min_requirement_chars: int = 5
    repeat_threshold: Decimal = Decimal("0.5")
    duplicate_threshold: Decimal = Decimal("0.9")
    synonyms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    layouts: tuple[SavedLayout, ...] = ()
    units: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ignored: tuple[tuple[str, str], ...] = ()
    severities: tuple[tuple[str, str], ...] = ()
    deadline: Deadline | None = None
    reply_to: str = ""

    def replace(self, **changes: Any) -> Profile:
        """Return a copy with some settings changed."""
        return replace(self, **changes)

    def to_dict(self) -> dict[str, Any]:
        """Return every setting as text, for a memo's provenance."""
        return {f.name: str(getattr(self, f.name)) for f in fields(self)}


_SHIPPED_TITLES = {
    "通用审核标准": text("General review profile"),
    "节点—年度指标审核标准": text("Review profile for milestones and the year's end"),
}
"""The titles in the shipped files, which an office's copy keeps until it says its own."""


def title_of(profile: Profile) -> str:
    """Return a profile's title; a shipped one in the language in use."""
    return str(_SHIPPED_TITLES.get(profile.title, profile.title))


def profile_names() -> tuple[str, ...]:
    """Return the names of the shipped profiles, ``default`` first."""
    return tuple(sorted((p.stem for p in _FOLDER.glob("*.toml")), key=lambda n: (n != "default", n)))


def profile_file(name: str) -> Path:
    """Return the file of a shipped profile, to copy and change."""
    return _FOLDER / f"{name}.toml"


def load_profile(name: str | Path) -> Profile:
    """Load a shipped profile by name, or an office's own from a TOML file.

    Raises
    ------
    ProfileError
        If there is none of that name, or the file has an unknown or unusable setting; the message
        names the setting and the nearest known one.
    """
    path = Path(name)
    if path.suffix.lower() != ".toml":
        path = profile_file(str(name))
        if str(name) not in profile_names():
            near = difflib.get_close_matches(str(name), profile_names(), 1, 0.4)
            raise ProfileError(
                _("there is no profile {name!r}; the shipped ones are {names}, or name a .toml file.{near}").format(
                    name=str(name),
                    names=", ".join(profile_names()),
                    near=_(" Did you mean {near}?").format(near=near[0]) if near else "",
                )
            )
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
    except OSError as err:
        raise ProfileError(_("the profile {path} cannot be read: {why}").format(path=path, why=why(err))) from err
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as err:
        raise ProfileError(_("the profile {path} is not valid TOML: {why}").format(path=path, why=err)) from err
    return _from_toml(data, path)


@dataclass(frozen=True)
class _Setting:
    """One setting: which key it has in which table, and how its value is read."""

    key: str
    attribute: str
    read: Callable[[Any], Any] = field(default=lambda value: value)


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise ValueError(_('write it as a whole number or in quotes, such as "0.5"'))
    try:
        number = Decimal(value)
    except InvalidOperation as err:
        raise ValueError(_("it is not a number")) from err
    if not number.is_finite() or number < 0:
        raise ValueError(_("it is not a number of points or a share"))
    return number


def _positive(value: Any) -> Decimal:
    number = _decimal(value)
    if number == 0:
        raise ValueError(_("it must be above zero"))
    return number


def _band(value: Any) -> tuple[Decimal, Decimal]:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(_('two shares are needed, the lowest and the highest, such as ["0.7", "0.8"]'))
    low, high = _decimal(value[0]), _decimal(value[1])
    if not 0 <= low <= high <= 1:
        raise ValueError(_("the shares must be between 0 and 1, the lower first"))
    return low, high


def _window(value: Any) -> tuple[MonthDay, MonthDay]:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(_('two days are needed, the first and the last, such as ["10-01", "12-31"]'))
    first, last = (date.fromisoformat(f"2000-{day}") for day in value)
    return (first.month, first.day), (last.month, last.day)


def _typed(kind: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise ValueError(_("a {kind} is needed").format(kind=kind.__name__))
        return value

    return read


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
        raise ValueError(_("a list of texts is needed"))
    return tuple(value)


def _reasons(value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict) or not all(isinstance(v, str) and v.strip() for v in value.values()):
        raise ValueError(_('each check that is left out needs its reason, such as OW02 = "no evidence this year"'))
    return tuple(value.items())


def _severities(value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict) or not all(v in ("error", "warning", "note") for v in value.values()):
        raise ValueError(_("a severity is one of error, warning, note"))
    return tuple(value.items())


def _synonyms(value: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise ValueError(_('a table of headings is needed, such as points = ["赋分"]'))
    return tuple((name, _texts(headings)) for name, headings in value.items())


def _layouts(value: Any) -> tuple[SavedLayout, ...]:
    if not isinstance(value, list) or not all(isinstance(v, dict) and set(v) == {"headings", "fields"} for v in value):
        raise ValueError(_("each saved layout needs headings and fields"))
    found = tuple(SavedLayout(headings=_any_texts(v["headings"]), fields=_any_texts(v["fields"])) for v in value)
    if any(len(one.headings) != len(one.fields) for one in found):
        raise ValueError(_("a saved layout needs as many fields as headings"))
    return found


def _any_texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise ValueError(_("a list of texts is needed"))
    return tuple(value)


_TABLES: dict[str, tuple[_Setting, ...]] = {
    "": (_Setting("title", "title", _typed(str)),),
    "points": (_Setting("total", "total", _positive), _Setting("tick", "tick", _positive)),
    "node": (
        _Setting("share", "node_share", _band),
        _Setting("share_per_task", "node_share_per_task", _typed(bool)),
        _Setting("annual_window", "annual_window", _window),
    ),
    "columns": (
        _Setting("required", "required_columns", _texts),
        _Setting("synonyms", "synonyms", _synonyms),
        _Setting("layouts", "layouts", _layouts),
    ),
    "wording": (
        _Setting("vague_words", "vague_words", _texts),
        _Setting("vague_evidence", "vague_evidence", _texts),
        _Setting("min_requirement_chars", "min_requirement_chars", _typed(int)),
        _Setting("repeat_threshold", "repeat_threshold", _decimal),
        _Setting("duplicate_threshold", "duplicate_threshold", _decimal),
    ),
    "units": (_Setting("takes", "units", _synonyms),),
    "checks": (_Setting("ignore", "ignored", _reasons), _Setting("severity", "severities", _severities)),
    "reply": (_Setting("deadline", "deadline", Deadline.read), _Setting("to", "reply_to", _typed(str))),
}


def _from_toml(data: dict[str, Any], path: Path) -> Profile:
    values: dict[str, Any] = {}
    top = {key: value for key, value in data.items() if not isinstance(value, dict)}
    for table, entries in [("", top), *((k, v) for k, v in data.items() if isinstance(v, dict))]:
        if table not in _TABLES:
            raise _unknown(f"[{table}]", [f"[{name}]" for name in _TABLES if name], path)
        known = {setting.key: setting for setting in _TABLES[table]}
        for key, value in entries.items():
            if key not in known:
                raise _unknown(key, list(known), path)
            try:
                values[known[key].attribute] = known[key].read(value)
            except ValueError as err:
                raise ProfileError(
                    _("{path}: the setting {key} = {value!r} cannot be used: {why}").format(
                        path=path.name, key=f"{table}.{key}" if table else key, value=value, why=err
                    )
                ) from err
    return Profile(name=path.stem, **values)


def _unknown(key: str, known: list[str], path: Path) -> ProfileError:
    near = difflib.get_close_matches(key, known, 1, 0.4)
    return ProfileError(
        _("{path}: unknown setting {key}; known here are {known}.{near}").format(
            path=path.name,
            key=key,
            known=", ".join(known),
            near=_(" Did you mean {near}?").format(near=near[0]) if near else "",
        )
    )
