"""Reading a sheet: file -> cells -> layout -> scheme, or recorded results.

``container`` and ``worker`` open a file in a child process, ``grid`` holds its cells, ``columns`` and
``layout`` find the header, ``tidy`` makes the scheme, ``load`` is the public call; ``results`` and its
helpers read what was recorded under a scheme. The source file is opened read-only and never written;
``write_back`` writes new points into a copy of it.

Names are loaded on first use: the child process must not import what it does not need.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kaohe_tools.sheets.grid import Limits
    from kaohe_tools.sheets.load import load_scheme, load_schemes
    from kaohe_tools.sheets.results import Results, load_results

_HOME = {
    "Limits": "grid",
    "Results": "results",
    "load_results": "results",
    "load_scheme": "load",
    "load_schemes": "load",
}

__all__ = ["Limits", "Results", "load_results", "load_scheme", "load_schemes"]


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
