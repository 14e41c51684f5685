"""What a results sheet does not say, or says of units that nobody knows: each with its cell."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe_tools.locale import text
from kaohe_tools.model import Problem
from kaohe_tools.sheets.results.names import squeezed
from kaohe_tools.sheets.results.read import Ledger


def find_absent(ledger: Ledger, named: tuple[str, ...]) -> list[Problem]:
    """Return problems of a sheet as a whole: no rows, unknown units, missing units.

    A unit in a row without any record is none: it is among the units, without a total.

    Parameters
    ----------
    named : tuple of str
        The assessed units, as the scheme or the profile names them; empty: any unit may have results.
    """
    return [*_empty(ledger), *_other_units(ledger, named)]


def _empty(ledger: Ledger) -> Iterator[Problem]:
    header = ledger.grid.ref(ledger.header.first, ledger.header.unit)
    if not ledger.types:
        message = text("there is no row of results below the header; fill in the sheet or choose another one")
        yield Problem(code="no-results", message=message, where=header)


def _other_units(ledger: Ledger, named: tuple[str, ...]) -> Iterator[Problem]:
    if not named:
        return
    known = {squeezed(name) for name in named}
    for unit, where in ledger.stands.items():
        if squeezed(unit) not in known:
            message = text("{unit} is not among the {n} units that are assessed; its results are read all the same",
                           unit=unit, n=len(named))  # fmt: skip
            yield Problem(code="unknown-unit", message=message, where=where)
    found = {squeezed(unit) for unit in ledger.stands}
    header = ledger.grid.ref(ledger.header.first, ledger.header.unit)
    missing = tuple(name for name in named if squeezed(name) not in found)
    if missing and ledger.types:
        message = text("no results for {units}: {n} of {of} units that are assessed",
                       units=missing, n=len(missing), of=len(named))  # fmt: skip
        yield Problem(code="missing-units", message=message, where=header)
