"""From what is asked to a memo, of whatever kind."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from kaohe_tools.errors import KaoheError
from kaohe_tools.locale import _, use_language
from kaohe_tools.memo.build import build_memo
from kaohe_tools.memo.data import Memo
from kaohe_tools.memo.document import Kind
from kaohe_tools.memo.made import Made
from kaohe_tools.memo.order import Opened, Order
from kaohe_tools.memo.review import review_document
from kaohe_tools.memo.wording import safe_name
from kaohe_tools.rebalance import Kept


def make_memo(order: Order) -> Made:
    """Return the memo that is asked for, in the language in use.

    Raises
    ------
    KaoheError
        If its files cannot be read, or what is asked of them cannot be done; in one sentence.
    """
    if order.kind is Kind.REVIEW:
        return _review(order)
    if order.kind is Kind.DESIGN:
        from kaohe_tools.memo.design import design

        return design(order)
    if order.kind is Kind.SIMULATION:
        from kaohe_tools.memo.simulation import simulation

        return simulation(order)
    from kaohe_tools.memo.changes import comparison

    return comparison(order)


def made_of(memo: Memo, source: str | Path | bytes | None = None, *, macros: bool = False) -> Made:
    """Return a review memo, ready to be written.

    Parameters
    ----------
    source : path or bytes, optional
        The reviewed workbook, for the annotated copy; the file that the review names if not given.
    macros : bool
        Keep the macros of an .xlsm workbook.
    """
    from kaohe_tools.memo.annotated import annotated

    scheme = memo.review.scheme
    places = [Path(p) for p in (scheme.file, source) if p and not isinstance(p, bytes)]
    with use_language(memo.language):
        data = memo.to_dict()
    return Made(
        document=review_document(memo),
        provenance=memo.provenance,
        data=data,
        stem=safe_name(Path(scheme.file).stem or scheme.title),
        sources=tuple(places),
        workbook=lambda: annotated(memo, source, macros=macros),
        notices=memo.notices,
    )


def _review(order: Order) -> Made:
    from kaohe_tools.checks import check_catalogue, review_scheme

    opened, letter = order.opened("sheet"), order.letter
    ignore: dict[str, str] = {}
    for said in order.many("ignore"):
        code, _equals, reason = said.partition("=")
        if not reason.strip():
            raise KaoheError(
                _("--ignore {item}: say why, such as {code}=reason").format(item=said, code=code or "OW01")
            )
        ignore[code] = reason
    known = {check.code for check in check_catalogue()}
    families = {code[:2] for code in known}
    names = {check.name for check in check_catalogue()}
    left_out = {code: why for code, why in ignore.items() if code in known | families | names}
    memo = build_memo(
        review_scheme(opened.scheme, order.profile, ignore=left_out),
        date=letter.day,
        deadline=letter.deadline or None,
        addressee=letter.addressee,
        number=letter.number,
        signature=letter.signature,
        notes=letter.notes,
        wording=letter.wording,
    )
    path = opened.input.path
    macros = path.suffix.lower() == ".xlsm"
    if opened.input.kept is None:
        return made_of(memo, path, macros=macros)
    recipe = memo.provenance.recipe.with_inputs((opened.used,))
    memo = replace(memo, provenance=replace(memo.provenance, recipe=recipe))
    draft = partial(_annotated_draft, order, opened, opened.input.kept, memo, macros)
    made = made_of(memo, path, macros=macros)
    told = (str(note) for note in opened.input.kept.followed(opened.before).notes)  # such as another full mark
    return replace(made, stem=opened.input.stem, workbook=draft, notices=(*made.notices, *told))


def _annotated_draft(order: Order, opened: Opened, kept: Kept, memo: Memo, macros: bool) -> bytes:
    """Return the workbook with a scenario's points, and what the review found with them."""
    from kaohe_tools.memo.design import with_points
    from kaohe_tools.memo.xlsx import memo_xlsx
    from kaohe_tools.rebalance.follow import follow

    asked = kept.problem(opened.before)
    after = follow(opened.before, kept.by_id, asked.follow, asked.tick, fit=asked.fit_rules).scheme
    written = with_points(opened.input, opened.before, after, dict(kept.reasons), order.profile)
    return memo_xlsx(memo, written, macros=macros)
