"""Panels (面板): what a designer works with in a notebook.

Each panel is a pair: a state that knows no widgets and computes every figure, and a view that
draws the state and holds no arithmetic.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from typing import Any

    from kaohe_tools.model import Criterion
    from kaohe_tools.panels.compare.view import ComparePanel
    from kaohe_tools.panels.criterion import CriterionView
    from kaohe_tools.panels.memo.view import MemoPanel
    from kaohe_tools.panels.rebalance.view import RebalancePanel
    from kaohe_tools.panels.review.view import ReviewPanel
    from kaohe_tools.panels.simulate.view import SimulatePanel

__all__ = ["compare_panel", "criterion_view", "memo_panel", "rebalance_panel", "review_panel", "simulate_panel"]


def criterion_view(criterion: Criterion | str, points: Decimal | float | str | None = None) -> CriterionView:
    """Return a criterion with its rules marked in the text; see :func:`kaohe_tools.panels.criterion.criterion_view`."""
    from kaohe_tools.panels import criterion as module

    return module.criterion_view(criterion, points)


def review_panel(
    path: str | Path | None = None,
    profile: str = "default",
    folder: str | Path | None = None,
    lang: str | None = None,
) -> ReviewPanel:
    """Return the review panel: choose a sheet, see what is wrong with it, save the memo.

    Parameters
    ----------
    path : str, Path or None
        The sheet to open first; None: the panel asks for one.
    profile : str
        Name of a shipped review profile, or the path of an office's own TOML file.
    folder : str, Path or None
        The working folder: sheets are offered from it, uploads and memos are written into its
        ``uploads`` and ``memos``. None: the notebook's own folder.
    lang : str or None
        ``"zh"`` or ``"en"``; None: the language now in use.

    Returns
    -------
    ReviewPanel
        Shows itself as the last value of a cell. A file that cannot be read is said in the panel;
        nothing is raised.

    Examples
    --------
    >>> review_panel("sample_sheets/node_annual_2018.xlsx", profile="node-annual")  # doctest: +SKIP
    """
    from kaohe_tools.panels.review.state import ReviewState
    from kaohe_tools.panels.review.view import ReviewPanel

    return ReviewPanel(ReviewState(folder=folder, path=path, profile=profile, lang=lang))


def rebalance_panel(
    path: str | Path | None = None,
    *,
    results: str | Path | None = None,
    profile: str = "default",
    folder: str | Path | None = None,
    lang: str | None = None,
) -> RebalancePanel:
    """Return the rebalancing panel: move points by hand or solve them, and keep every scenario.

    Parameters
    ----------
    path : str, Path or None
        The sheet to open first, with the scenario of it that was saved last; None: the scenario
        that was saved last of all.
    results : str, Path or None
        What was recorded under the sheet: the strip with the simulated effect rests on it. None: the
        default assumptions.
    profile : str
        Name of a shipped review profile, or the path of an office's own TOML file.
    folder : str, Path or None
        The working folder: ``kaohe-scenarios.sqlite`` in it keeps every edit, ``exports`` takes what is
        written. None: the notebook's own folder.
    lang : str or None
        ``"zh"`` or ``"en"``; None: the language now in use.

    Returns
    -------
    RebalancePanel
        Shows itself as the last value of a cell. What goes wrong is said in the panel; nothing is
        raised.

    Examples
    --------
    >>> rebalance_panel("sample_sheets/node_annual_2018.xlsx", profile="node-annual")  # doctest: +SKIP
    """
    from kaohe_tools.panels.rebalance.state import RebalanceState
    from kaohe_tools.panels.rebalance.view import RebalancePanel

    return RebalancePanel(RebalanceState(folder=folder, path=path, results=results, profile=profile, lang=lang))


def compare_panel(
    old: str | Path | None = None,
    new: str | Path | None = None,
    *,
    results: str | Path | None = None,
    profile: str = "default",
    folder: str | Path | None = None,
    lang: str | None = None,
) -> ComparePanel:
    """Return the comparison panel: what changed between two sheets or drafts, and who gains and loses by it.

    Parameters
    ----------
    old, new : str, Path or None
        The sheets to compare first, or ``"#3"`` for the third scenario of the folder; None: the panel asks.
    results : str, Path or None
        What was recorded under the old sheet.
    profile : str
        Name of a shipped review profile, or the path of an office's own TOML file.
    folder : str, Path or None
        The working folder: sheets and scenarios are offered from it, pages are written into its
        ``exports``. None: the notebook's own folder.
    lang : str or None
        ``"zh"`` or ``"en"``; None: the language now in use.

    Returns
    -------
    ComparePanel
        Shows itself as the last value of a cell. What goes wrong is said in the panel; nothing is
        raised.

    Examples
    --------
    >>> compare_panel("sheet-2018.xlsx", "sheet-2019.xlsx", profile="node-annual")  # doctest: +SKIP
    """
    from kaohe_tools.panels.compare.state import CompareState
    from kaohe_tools.panels.compare.view import ComparePanel

    return ComparePanel(CompareState(folder=folder, old=old, new=new, results=results, profile=profile, lang=lang))


def simulate_panel(
    path: str | Path | None = None,
    other: str | Path | None = None,
    *,
    results: str | Path | None = None,
    outcomes: str | Path | None = None,
    grades: str = "",
    profile: str = "default",
    folder: str | Path | None = None,
    lang: str | None = None,
) -> SimulatePanel:
    """Return the simulation panel: what scores, grades and ranks would look like under one scheme or two.

    Parameters
    ----------
    path : str, Path or None
        Scheme A; None: the panel asks.
    other : str, Path or None
        Scheme B beside it: a sheet, or ``"#3"`` for the third scenario of the folder.
    results : str, Path or None
        What was recorded under A: the chances come from it.
    outcomes : str, Path or None
        The designer's own table of chances; without it and without results the default assumptions hold.
    grades : str
        Lines and quotas, such as ``"优秀=90,20%；良好=80；合格=60"``; empty: 90, 80 and 60 % of A's points.
    profile : str
        Name of a shipped review profile, or the path of an office's own TOML file.
    folder : str, Path or None
        The working folder, whose sheets and scenarios are offered. None: the notebook's own folder.
    lang : str or None
        ``"zh"`` or ``"en"``; None: the language now in use.

    Returns
    -------
    SimulatePanel
        Shows itself as the last value of a cell. What goes wrong is said in the panel; nothing is
        raised.

    Examples
    --------
    >>> simulate_panel("sheet-2018.xlsx", results="results.xlsx", profile="node-annual")  # doctest: +SKIP
    """
    from kaohe_tools.panels.simulate.model_state import RESULTS, TABLE
    from kaohe_tools.panels.simulate.state import SimulateState
    from kaohe_tools.panels.simulate.view import SimulatePanel

    source = f"{RESULTS}{results}" if results else f"{TABLE}{outcomes}" if outcomes else ""
    return SimulatePanel(
        SimulateState(
            folder=folder, path=path, other=other, source=source, grades=grades, profile=profile, lang=lang
        )
    )  # fmt: skip


def memo_panel(
    given: Mapping[str, Any] | None = None, *, folder: str | Path | None = None, lang: str | None = None
) -> MemoPanel:
    """Return the memo panel: choose the kind of memo and its files, see it as it will be sent, write it.

    Parameters
    ----------
    given : mapping of str to Any, optional
        Parameters to begin with, from :data:`kaohe_tools.panels.memo.orders.PARAMETERS`.
    folder : str, Path or None
        The working folder: sheets and scenarios are offered from it, memos are written into its
        ``memos``. None: the notebook's own folder.
    lang : str or None
        ``"zh"`` or ``"en"``; None: the language now in use.

    Returns
    -------
    MemoPanel
        Shows itself as the last value of a cell. What goes wrong is said in the panel; nothing is
        raised.

    Examples
    --------
    >>> memo_panel({"kind": "design", "files": ["sheet.xlsx"]})  # doctest: +SKIP
    """
    from kaohe_tools.panels.memo.state import MemoState
    from kaohe_tools.panels.memo.view import MemoPanel

    return MemoPanel(MemoState(dict(given or {}), folder=folder, lang=lang))
