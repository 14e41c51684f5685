"""What the rebalancing panel knows and can do; no widgets.

A typed value is saved before it is shown. Only a slider that is being moved shows points that are
not saved: it becomes one step when it is let go.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Unpack

from kaohe_tools.errors import KaoheError, StaleEditError
from kaohe_tools.locale import _, plain, use_language
from kaohe_tools.model import Path as SectionPath
from kaohe_tools.panels.panel_state import PanelError, Settings
from kaohe_tools.panels.rebalance import draft as fields
from kaohe_tools.panels.rebalance import edits
from kaohe_tools.panels.rebalance.draft import Draft
from kaohe_tools.panels.rebalance.edits import Changes
from kaohe_tools.panels.rebalance.effect_state import EffectState
from kaohe_tools.panels.rebalance.labels import field_label, solved, value_label
from kaohe_tools.panels.rebalance.relax import relaxed
from kaohe_tools.points import format_points
from kaohe_tools.rebalance import Clash, ClashError, Follow, Objective, Rebalanced
from kaohe_tools.scenarios import Change, Scenario

TOPICS = frozenset({"options", "rows", "cells", "detail", "compared", "history", "effect", "status"})

LIVE_SECONDS = 2.0
"""Time limit of a solution while a slider moves; on release the problem's own limit holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of solving: a solution, or why there is none."""

    solution: Rebalanced | None = None
    clash: Clash | None = None


class RebalanceState(EffectState):
    """The rebalancing panel without its widgets.

    Parameters
    ----------
    path : str, Path or None
        The sheet to open first; None: the scenario that was saved last.
    results : str, Path or None
        What was recorded under it.
    **settings
        See :class:`PanelState`. The folder's store of scenarios keeps every edit.

    Attributes
    ----------
    preview : Draft or None
        What a slider that is being moved would come to; nothing of it is saved.
    answer : Answer or None
        What solving came to, as long as the draft is still the same.
    past : bool
        Whether the history is shown.
    """

    topics = TOPICS

    def __init__(
        self,
        *,
        path: str | Path | None = None,
        results: str | Path | None = None,
        **settings: Unpack[Settings],
    ) -> None:
        super().__init__(**settings)
        self.results = self.offered_name(results) if results else ""
        self.preview: Draft | None = None
        self.answer: Answer | None = None
        self._slid: Changes = {}
        self.past = False
        self.refresh_files()
        self.attempt(self.begin, path)

    @property
    def shown(self) -> Draft | None:
        """The draft on the page: the preview while a slider moves, else the saved one."""
        return self.preview or self.draft

    # rows --------------------------------------------------------------------------------------

    def set_points(self, id_: str, written: str, reason: str = "") -> None:
        """Set a row's points as typed; an empty text goes back to the sheet's own.

        Raises
        ------
        KaoheError
            If they cannot be taken, or somebody else has changed the row meanwhile. Nothing is
            saved then.
        """
        self._edit(edits.points_change(self._need_draft(), id_, written), reason)

    def lock(self, id_: str, on: bool = True) -> None:
        """Lock a row at its points now, or let it move again."""
        self._edit(edits.lock_change(self._need_draft(), id_, on))

    def set_limits(self, id_: str, *, low: str | None = None, high: str | None = None) -> None:
        """Set the fewest or the most points of a row as typed; an empty text takes a limit away."""
        self._edit(edits.limit_changes(self._need_draft(), id_, low, high))

    def set_row(self, id_: str, field: str, written: str) -> None:
        """Set a row's weight, importance, own tick or reason as typed."""
        if field not in (fields.REASON, fields.WEIGHT, fields.IMPORTANCE, fields.STEP):
            raise ValueError(f"rows have no field {field!r}")
        if field == fields.REASON:
            self._edit({(id_, field): written.strip() or None})
        else:
            said = edits.number(written, edits.row_name(self._need_draft(), id_))
            self._edit_checked({(id_, field): said})

    def paste(self, column: str, first: str, block: Sequence[Sequence[str]]) -> None:
        """Take a block copied from Excel in one step; if one cell cannot be taken, nothing is.

        Columns go on to the right in the grid's order: points, lock, low, high. Rows whose points are
        blank keep theirs; `errors` and the history say so.

        Raises
        ------
        KaoheError
            Naming the first cell that cannot be taken.
        """
        draft = self._need_draft()
        changes, blank = edits.pasted(draft, column, first, block), edits.left_blank(draft, column, first, block)
        said = _("pasted; rows {rows} were blank and keep their points").format(rows=plain(blank)) if blank else ""
        self._edit(changes, said)
        if said:
            self.errors = (PanelError(message=said),)

    def reset(self) -> None:
        """Go back to the sheet's points; locks, limits and settings stay."""
        self._edit(edits.back_to_the_sheet(self._need_draft()))

    # settings ----------------------------------------------------------------------------------

    def set_section_limits(self, path: SectionPath, *, low: str | None = None, high: str | None = None) -> None:
        """Set the fewest or the most points of a section as typed; an empty text takes a limit away."""
        self._edit_checked(edits.section_changes(path, low, high))

    def fix_section(self, path: SectionPath, on: bool = True) -> None:
        """Fix a section at its sum now, or let it move again."""
        scheme = self._need_draft().placed
        now = format_points(scheme.sum_of(scheme.within(path))) if on else ""
        self.set_section_limits(path, low=now, high=now)

    def set_node_share(self, low: str, high: str, path: SectionPath = ()) -> None:
        """Set the band of the milestones' share as typed (``70``, ``70%``, ``0.7``); both empty: no band."""
        self._edit_checked(edits.share_change(low, high, path))

    def set_total(self, written: str) -> None:
        """Set what the points have to add up to; an empty text goes back to the sheet's own."""
        self._edit_checked({(fields.WHOLE, fields.TOTAL): edits.number(written, _("total"))})

    def set_tick(self, written: str) -> None:
        """Set the smallest step of points; an empty text goes back to the profile's."""
        self._edit_checked({(fields.WHOLE, fields.TICK): edits.number(written, _("step"))})

    def set_objective(self, name: str) -> None:
        """Choose what solving makes least."""
        self._edit({(fields.WHOLE, fields.OBJECTIVE): str(Objective(name))})

    def set_follow(self, name: str) -> None:
        """Choose what becomes of the figures in the criteria: ``scale`` or ``keep``."""
        self._edit({(fields.WHOLE, fields.FOLLOW): str(Follow(name))})

    def set_fit_rules(self, on: bool) -> None:
        """Choose whether solving leaves each row the points that its rules need."""
        self._edit({(fields.WHOLE, fields.FIT): None if on else fields.NONE})

    def set_orders(self, written: str) -> None:
        """Set which rows may not fall below which others: ``3 > 7 > 9; 1 > 2``, rows by their numbers."""
        self._edit_checked(edits.orders_change(self._need_draft(), written))

    # saving ------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take the last step back."""
        scenario = self._need()
        self._save(lambda: self.store.undo(scenario.id))

    def redo(self) -> None:
        """Do the step again that was taken back."""
        scenario = self._need()
        self._save(lambda: self.store.redo(scenario.id))

    def _edit_checked(self, changes: Changes) -> None:
        """Save settings that the problem accepts: they can contradict each other."""
        self._need_draft().changed(changes).problem()
        self._edit(changes)

    def _edit(self, changes: Changes, reason: str = "", *, on_all: bool = False) -> None:
        """Commit changes to the store, then show what it holds; `on_all`: they rest on every value of the draft."""
        draft, scenario = self._need_draft(), self._need()
        steps = tuple(
            Change(item=item, field=field, old=draft.get(item, field), new=new)
            for (item, field), new in changes.items()
            if draft.get(item, field) != new
        )
        if not steps and not on_all:
            self._take(scenario)
            return
        seen = scenario.values if on_all else None
        try:
            self._save(lambda: self.store.record(scenario.id, steps, reason, seen=seen))
        except StaleEditError as err:
            raise KaoheError(self._overtaken(err)) from err

    def _save(self, step: Callable[[], Scenario]) -> None:
        """Carry out a step of the store and show what it holds, also where the step is refused as overtaken."""
        try:
            self._take(step())
        except StaleEditError:
            self._take(self.store.open(self._need().id))
            raise

    def _overtaken(self, err: StaleEditError) -> str:
        """Say which value was changed elsewhere, what it was and what it is now."""
        draft = self._need_draft()
        own = format_points(draft.before[err.item]) if err.field == fields.POINTS else None
        was, now = (value_label(err.field, str(said) if said else own) for said in (err.expected, err.found))
        row = next((i.row for i in draft.scheme.indicators if i.id == err.item), 0)
        what = field_label(err.field)
        where = _("row {n}: {field}").format(n=row, field=what) if row else what
        return _(
            "{where} was changed elsewhere meanwhile, from {expected} to {found}. "
            "Your change was not saved; look at the points and make it again."
        ).format(where=where, expected=was, found=now)

    def _renew(self, scenario: Scenario) -> None:
        self.preview, self.answer = None, None
        super()._renew(scenario)

    def _take(self, scenario: Scenario) -> None:
        self._renew(scenario)
        self._tell("cells", "detail", "compared", "history", "effect")

    # solving -----------------------------------------------------------------------------------

    def solve(self) -> None:
        """Find the best points under the constraints and save them as one step.

        Where nothing fits, `answer` says what clashes and what would do; the points stay.
        """
        self._solve({})

    def slide(self, changes: Changes) -> None:
        """Show what a slider that is being moved would come to; nothing is saved."""
        draft, self._slid = self._need_draft().changed(changes), changes
        self.answer = _solution(draft, LIVE_SECONDS)
        solution = self.answer.solution
        self.preview = draft.changed(edits.solved(draft, solution)) if solution else draft
        self._follow(self.preview)
        self._tell("cells")

    def release(self, changes: Changes) -> None:
        """Save where a slider was let go, with the points that it comes to, as one step."""
        seen = self.answer if self.preview is not None and self._slid == changes else None
        known = seen if seen and seen.solution and seen.solution.proven else None
        self.preview = None
        try:
            self._solve(changes, known)
        except KaoheError:
            self._take(self._need())
            raise

    def relax(self, number: int) -> None:
        """Make one of the changes that the clash proposes, and solve again."""
        clash = self.answer.clash if self.answer else None
        if clash is None or not 0 <= number < len(clash.relaxations):
            raise KaoheError(_("There is no such proposal any more; solve again."))
        self._solve(relaxed(clash.relaxations[number], self._need_draft()))

    def _solve(self, changes: Changes, known: Answer | None = None) -> None:
        draft = self._need_draft().changed(changes)
        answer = known or _solution(draft)
        if answer.solution:
            how = solved(draft.objective)
            self._edit({**changes, **edits.solved(draft, answer.solution)}, how, on_all=True)
        else:
            self._edit(changes, on_all=True)
        self.answer = answer
        self._tell("cells")

    # looking -----------------------------------------------------------------------------------

    def select(self, id_: str | None) -> None:
        """Select a row; None, or one that is not there, selects none."""
        known = self.scheme is not None and any(i.id == id_ for i in self.scheme.indicators)
        self.selected = id_ if known else None
        self._tell("detail")

    def compare_with(self, id_: int | None) -> None:
        """Show another scenario beside this one; None shows this one alone."""
        self.compared = id_
        self._tell("compared")

    def show_history(self, on: bool = True) -> None:
        """Show every edit of the scenario with its time and reason, or put the list away."""
        self.past = on
        self._tell("history")

    def settle(self) -> None:
        """Run the checks that an edit left out, when the page has been quiet for a moment."""
        if self.live is None or self.preview is not None:
            return
        with use_language(self.language):
            if self.live.settle():
                self._tell("cells", "detail")
            self.work_out_effect()

    # exports -----------------------------------------------------------------------------------

    def export(self, form: str) -> Path:
        """Write the scenario into the working folder's ``exports`` under a name that nothing has yet.

        Parameters
        ----------
        form : str
            ``"workbook"`` (the sheet itself with its new points), ``"changes"`` (a list of them) or
            ``"spec"`` (the problem as TOML, for `kaohe rebalance --spec`).

        Raises
        ------
        KaoheError
            If the file cannot be written.
        """
        from kaohe_tools.panels.rebalance.exports import export

        scenario, source = self._need(), self._need_source()
        return self._keep(
            export(form, self.folder, source, scenario.name, self._need_draft(), self._need_live().followed)
        )


def _solution(draft: Draft, seconds: float | None = None) -> Answer:
    from kaohe_tools.rebalance import rebalance

    problem = draft.problem()
    try:
        return Answer(solution=rebalance(problem if seconds is None else problem.replace(seconds=seconds)))
    except ClashError as err:
        return Answer(clash=err.clash)
