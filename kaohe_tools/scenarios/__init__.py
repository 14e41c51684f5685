"""Named scenarios (方案草稿) and every edit to them, in SQLite beside the work.

A scenario is what a designer changed in a sheet, as texts: ``(item, field) -> value``, where `item`
is an indicator's id, or empty for the scenario's own settings. A field without a value is as in the
source sheet, which the store keeps too. ::

    with ScenarioStore(folder / STORE_NAME) as store:
        draft = store.create("2025草案A", Source.of("指标.xlsx", data, sheet="Sheet1", profile="default"))
        draft = store.record(draft.id, [Change("r5", "points", None, "2.5")], reason="上年全员满分")
        draft = store.undo(draft.id)

When a call has returned, its edit is on disk. An edit that expects a value which another kernel has
changed meanwhile is refused (:class:`~kaohe_tools.errors.StaleEditError`, with both values). Use one
store object per panel: it remembers what it has shown last, so that an undo never takes back a step
that was not seen.

Good to know: `undo` and `redo` take a `token` as `record` does; an edit whose saving is in doubt is sent
again with its token and the same changes. ``StaleEditError`` names `item` and `field`; both are empty if
another kernel's steps came to the same values again. `restore` gives a free name where the own one is
taken. `compare` refuses scenarios of different sheets. Times are in UTC: show ``at.astimezone()``.
"""

from __future__ import annotations

from kaohe_tools.scenarios.store import STORE_NAME, ScenarioStore
from kaohe_tools.scenarios.values import Change, Difference, Listed, Scenario, Source, Step, Turn

__all__ = ["STORE_NAME", "Change", "Difference", "Listed", "Scenario", "ScenarioStore", "Source", "Step", "Turn"]
