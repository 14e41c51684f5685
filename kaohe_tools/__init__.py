"""kaohe_tools: load, check, rebalance, simulate and review performance-assessment schemes.

Every verb takes values and returns a new value::

    scheme = load_scheme("sheet.xlsx")
    review = review_scheme(scheme, load_profile("node-annual"))
    write_memo(review, "memo.docx")

Names are loaded when they are first used, so that ``import kaohe_tools`` stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from kaohe_tools.checks import check_catalogue, explain, review_scheme
    from kaohe_tools.criteria import parse_criterion
    from kaohe_tools.errors import KaoheError, SheetError
    from kaohe_tools.findings import Finding, Review, Severity
    from kaohe_tools.locale import set_language, use_language
    from kaohe_tools.memo import build_memo, write_memo
    from kaohe_tools.model import Criterion, Indicator, Rule, Scheme, Section
    from kaohe_tools.panels import compare_panel, memo_panel, rebalance_panel, review_panel, simulate_panel
    from kaohe_tools.profiles import Profile, load_profile
    from kaohe_tools.scoring import score
    from kaohe_tools.sheets import load_results, load_scheme, load_schemes

# grouped by what they are for: load, score, values, review, memo, panels, language, errors
_HOME = {
    "load_scheme": "sheets",
    "load_schemes": "sheets",
    "load_results": "sheets",
    "score": "scoring",
    "parse_criterion": "criteria",
    "Scheme": "model",
    "Section": "model",
    "Indicator": "model",
    "Criterion": "model",
    "Rule": "model",
    "Profile": "profiles",
    "load_profile": "profiles",
    "review_scheme": "checks",
    "check_catalogue": "checks",
    "explain": "checks",
    "Finding": "findings",
    "Review": "findings",
    "Severity": "findings",
    "build_memo": "memo",
    "write_memo": "memo",
    "review_panel": "panels",
    "rebalance_panel": "panels",
    "compare_panel": "panels",
    "simulate_panel": "panels",
    "memo_panel": "panels",
    "set_language": "locale",
    "use_language": "locale",
    "KaoheError": "errors",
    "SheetError": "errors",
}

__all__ = [
    "Criterion",
    "Finding",
    "Indicator",
    "KaoheError",
    "Profile",
    "Review",
    "Rule",
    "Scheme",
    "Section",
    "Severity",
    "SheetError",
    "__version__",
    "build_memo",
    "check_catalogue",
    "compare_panel",
    "explain",
    "load_profile",
    "load_results",
    "load_scheme",
    "load_schemes",
    "memo_panel",
    "parse_criterion",
    "rebalance_panel",
    "review_panel",
    "review_scheme",
    "score",
    "set_language",
    "simulate_panel",
    "use_language",
    "write_memo",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
