"""The simulation memo (得分模拟测算): what is assumed, then totals, grades, ranks and what each indicator does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kaohe_tools import plots
from kaohe_tools.bonus_caps import BonusCaps
from kaohe_tools.locale import Text, _, plain, text
from kaohe_tools.memo.document import Document, Kind
from kaohe_tools.memo.made import Composer, Made, plain_data
from kaohe_tools.memo.office_words import OfficeWords, own_title, scheme_fields
from kaohe_tools.memo.order import Opened, Order
from kaohe_tools.memo.provenance import Provenance, Recipe, Used, recipe
from kaohe_tools.memo.wording import labelled
from kaohe_tools.model import Scheme
from kaohe_tools.outlook import Outlook
from kaohe_tools.outlook_options import Analysed, Both, OutlookOptions
from kaohe_tools.outlook_pair import Beside
from kaohe_tools.plain_text import one_line
from kaohe_tools.points import format_points, signed_tenths
from kaohe_tools.sheets import Results, load_results
from kaohe_tools.simulate import histogram

if TYPE_CHECKING:
    from kaohe_tools.grades import Line

_LIBRARIES = ("numpy", "scipy", "matplotlib")
_CLASSES = 12
_MOST_PAGES = 3
"""Pictures of one sort; the tables hold all units and indicators."""
_MOST_PROBLEMS = 40


@dataclass(frozen=True, kw_only=True)
class _Simulated:
    """Everything that the memo says."""

    opened: tuple[Opened, ...]
    asked: OutlookOptions
    results: Results | None
    outlooks: tuple[Outlook, ...]
    both: Both | None
    analysed: tuple[Analysed, ...]
    lines: tuple[tuple[str, Line], ...]
    recipe: Recipe

    @property
    def first(self) -> Outlook:
        """The outlook of the scheme that the memo is about."""
        return self.outlooks[0]

    @property
    def names(self) -> tuple[str, ...]:
        """What the schemes are called: by their titles; by their files where these are the same."""
        titles = tuple(one_line(own_title(o.scheme), 40) for o in self.opened)
        files = tuple(one_line(o.input.path.name, 40) for o in self.opened)
        return titles if all(titles) and len(set(titles)) == len(titles) else files

    @property
    def lines_differ(self) -> bool:
        """Whether a grade begins at other points in the second scheme, as it does where lines follow the full mark."""
        return any(o.lines != self.first.lines for o in self.outlooks)

    def each(self, what: Callable[[Outlook], Sequence[Text]]) -> list[Text | str]:
        """Return what is to be said of each scheme; of two, which of them it is about."""
        if self.both is None:
            return list(what(self.first))
        sides = zip((_("Before"), _("After")), self.outlooks, strict=True)
        return [text("{scheme}: {said}", scheme=side, said=said) for side, one in sides for said in what(one)]


def simulation(order: Order) -> Made:
    """Return the simulation memo on a sheet, or on two.

    Raises
    ------
    KaoheError
        If a file cannot be read, or cannot be simulated.
    """
    found = _simulated(order)
    held = tuple(i.path for i in order.inputs)
    document, provenance = _document(order, found), Provenance(recipe=found.recipe)
    return Made(
        document=document,
        provenance=provenance,
        data=plain_data(document, provenance, _figures(found)),
        stem=order.inputs[0].stem,
        sources=held,
        notices=tuple(f"{p.where.sheet} {p.where.cell}: {p.message}" for p in _problems(found)),
    )


def _simulated(order: Order) -> _Simulated:
    asked = OutlookOptions.read(order.options)
    opened = tuple(order.opened(role) for role in ("sheet", "against") if order.input(role))
    scheme = opened[0].scheme
    given, table = order.input("results"), order.input("outcomes")
    results = load_results(given.path, scheme, order.profile, sheet=given.sheet or None) if given else None
    model = asked.model(scheme, results, table.path if table else None)
    both = asked.beside(scheme, opened[1].scheme, model) if len(opened) > 1 else None
    outlooks = (both.seen.first, both.seen.second) if both else (asked.outlook(scheme, model),)
    chosen = {**order.options, "seed": (str(asked.seed),)}
    inputs = [o.used for o in opened]
    inputs += [Used.named("results", results.file, results.sheet, results.sha256)] if results else []
    inputs += [table.used()] if table else []
    return _Simulated(
        opened=opened,
        asked=asked,
        results=results,
        outlooks=outlooks,
        both=both,
        analysed=both.analysed(asked, results) if both else (asked.analysed(outlooks[0], results),),
        lines=asked.lines_for_quotas(scheme, results),
        recipe=recipe("simulation", order.letter, tuple(inputs), order.profile, chosen, _LIBRARIES),
    )


def _problems(found: _Simulated) -> Sequence[Any]:
    return found.results.problems if found.results else ()


# ---------------------------------------------------------------- words


def _document(order: Order, found: _Simulated) -> Document:
    letter, scheme = order.letter, found.first.scheme
    fields = {**scheme_fields(scheme, letter), "units": len(found.first.units)}
    words = OfficeWords(Kind.SIMULATION, letter.wording, fields)
    title = own_title(scheme)
    default = str(text("Simulated scores of “{title}”", title=title)) if title else _("Simulated scores")
    page = Composer()
    page.say(words.said("opening", _opening(found)))
    _assumed(page, found)
    _totals(page, found)
    _grades(page, found)
    _ranks(page, found)
    if found.both is not None:
        _two(page, found, found.both.seen)
    _indicators(page, found)
    head, rows, numbers = _units(found.first)
    annex = _("Annex: all units")
    title_of = annex if found.both is None else _("{what}: {scheme}").format(what=annex, scheme=found.names[0])
    page.annex(title_of, head, rows, numbers=numbers)
    return page.document(Kind.SIMULATION, letter, words, title=default, provenance=Provenance(recipe=found.recipe))


def _opening(found: _Simulated) -> str:
    seen = found.first
    said = _("{units} units are scored under {n} indicators with {total} points in all.").format(
        units=len(seen.units), n=len(seen.scheme.indicators), total=format_points(seen.scheme.total)
    )
    if found.both is not None:
        said += str(text(" A second scheme, “{title}”, stands beside it.", title=found.names[1]))
    return said


def _assumed(page: Composer, found: _Simulated) -> None:
    page.part(_("Assumptions"))
    model = found.outlooks[-1].result.model
    page.points([*model.assumptions(), *dict.fromkeys(map(str, found.each(lambda o: o.notes)))])
    head, *problems = unread(found.results) or [""]
    if problems:
        page.say(head)
        page.points(problems)


def _totals(page: Composer, found: _Simulated) -> None:
    page.part(_("Totals"))
    page.points(found.each(lambda o: o.result.said))
    results = [o.result for o in found.outlooks]
    chart = plots.plot_distribution(
        *results, names=found.names, lines=None if found.lines_differ else found.first.lines
    )
    page.pictures(_("How the totals are spread"), chart.png())
    bars = histogram(results, _CLASSES)
    page.table(
        (_("Total score"), *(_names(found))),
        [(label, *(_percent(s) for s in row)) for label, row in zip(bars.labels, bars.shares.T, strict=True)],
        numbers=tuple(range(1, 1 + len(results))),
        title=_("Totals"),
    )


def _names(found: _Simulated) -> tuple[str, ...]:
    return (_("Share"),) if found.both is None else (_("Before"), _("After"))


def _grades(page: Composer, found: _Simulated) -> None:
    page.part(_("Grades and quotas"))
    first = found.first
    by = _("By the recorded results, {name}: {said}")
    recorded = [by.format(name=name, said=line.said) for name, line in found.lines]
    recorded = recorded if found.both is None else [labelled(_("Before"), said) for said in recorded]
    if recorded and found.results is not None:
        recorded += not_assessed(found.results, found.asked.caps, found.first.scheme)
    page.points([*found.each(lambda o: (o.shares.said,)), *_quotas(first), *recorded])
    chart = plots.plot_grade_shares(*(o.shares for o in found.outlooks), names=found.names, quotas=found.asked.quotas)
    page.pictures(_("Expected share of the units in each grade"), chart.png())
    lines = [{g: _("from {points}").format(points=plain(p)) for g, p in o.lines.items()} for o in found.outlooks]
    rows = [
        (
            grade,
            " → ".join(dict.fromkeys(side.get(grade, "") for side in lines)),
            *(_percent(o.shares.shares[n]) for o in found.outlooks),
        )
        for n, grade in enumerate(first.shares.grades)
    ]
    page.table((_("Grade"), _("Line"), *_names(found)), rows, numbers=tuple(range(2, 2 + len(found.outlooks))),
               title=_("Grades"))  # fmt: skip


def not_assessed(results: Results, caps: BonusCaps, *schemes: Scheme) -> list[str]:
    """Say of how many units rows were not recorded, so that nobody takes their totals for full ones."""
    from kaohe_tools.sheets.results.scored import standings

    n = standings(results, bonus_cap=caps.whole, group_caps=caps.of(*schemes)).incomplete
    said = _("{n} units have rows of which nothing was recorded; these count nothing in their totals, so mind it when "
             "comparing ranks.")  # fmt: skip
    return [said.format(n=n)] if n else []


def unread(results: Results | None) -> list[str]:
    """Say which cells of the results could not be read, with a line before them; nothing where all were read."""
    problems = results.problems if results else ()
    said = [one_line(labelled(f"{p.where.sheet} {p.where.cell}", str(p.message))) for p in problems[:_MOST_PROBLEMS]]
    head = _("{n} cells of the results could not be read; they count as not recorded:").format(n=len(problems))
    return [head, *said] if said else []


def _quotas(seen: Outlook) -> list[Text | str]:
    return [
        _("{name}: {room} places for {n} units.").format(name=name, room=room, n=len(seen.units))
        for name, room, _chances in seen.quotas
    ]


def _ranks(page: Composer, found: _Simulated) -> None:
    held = [o.ranks for o in found.outlooks if o.ranks is not None]
    if len(held) < len(found.outlooks):
        return
    page.part(_("Ranks"))
    page.points(found.each(lambda o: (o.ranks.said,) if o.ranks else ()))
    pages = plots.rank_pages(held[0])
    other = held[1] if len(held) > 1 else None
    charts = (plots.plot_ranks(held[0], other, names=found.names, page=n) for n in _shown(pages))
    page.pictures(_("How sure the ranks are"), *(chart.png() for chart in charts))
    _left_out(page, pages)


def _shown(pages: int) -> range:
    return range(1, min(pages, _MOST_PAGES) + 1)


def _left_out(page: Composer, pages: int) -> None:
    if pages > _MOST_PAGES:
        page.say(_("{n} more pictures of this sort are left out; the table holds all.").format(n=pages - _MOST_PAGES))


def _two(page: Composer, found: _Simulated, pair: Beside) -> None:
    page.part(_("Both schemes, unit by unit"))
    page.points(pair.said)
    page.pictures(_("Expected ranks under both"), plots.plot_slopes(pair, names=found.names).png())
    rows = [
        (
            row["unit"],
            f"{row['first']:.1f}",
            f"{row['second']:.1f}",
            signed_tenths(row["change"]),
            signed_tenths(row["places"]),
        )
        for _n, row in pair.to_frame().iterrows()
    ]
    head = (_("Unit"), _("Expected before"), _("Expected after"), _("Change"), _("Places gained"))
    page.table(head, rows, numbers=(1, 2, 3, 4), title=_("Both schemes"))


def _indicators(page: Composer, found: _Simulated) -> None:
    for name, analysed in zip(found.names, found.analysed, strict=True):
        title = _("What each indicator does")
        page.part(title if found.both is None else _("{what}: {scheme}").format(what=title, scheme=name))
        _analysis(page, analysed)


def _analysis(page: Composer, analysed: Analysed) -> None:
    analysis = analysed.analysis
    if analysed.why:
        page.say(analysed.why)
    page.points(analysis.said)
    pages = plots.weight_pages(analysis.weights)
    charts = (plots.plot_weights(analysis.weights, page=n) for n in _shown(pages))
    page.pictures(_("Share of the points and of the differences"), *(chart.png() for chart in charts))
    _left_out(page, pages)
    page.pictures(_("Difficulty and discrimination"), plots.plot_items(analysis).png())
    weights = {w.indicator.id: w for w in analysis.weights.rows}
    head = (_("Row"), _("Indicator"), _("Points"), _("In full"), _("Mean share"), _("Item-total r"),
            _("Share of points"), _("Share of differences"))  # fmt: skip
    rows = [
        (
            str(i.indicator.row),
            one_line(i.indicator.label, 40),
            format_points(i.worth),
            f"{i.full}/{i.units}",
            "—" if i.difficulty is None else _percent(i.difficulty),
            "—" if i.discrimination is None else f"{i.discrimination:.2f}",
            _percent(weights[i.indicator.id].nominal),
            _percent(weights[i.indicator.id].part),
        )
        for i in analysis.items
    ]
    page.table(head, rows, numbers=(0, 2, 3, 4, 5, 6, 7), title=_("Indicators"))


def _units(seen: Outlook) -> tuple[tuple[str, ...], list[tuple[str, ...]], tuple[int, ...]]:
    frame = seen.to_frame()
    grades = [(g, f"grade {g}") for g in seen.shares.grades]
    head = [_("Unit"), _("Expected"), "5%", "95%", *(said for said, _name in grades), _("Expected rank")]
    rows = []
    for _n, row in frame.iterrows():
        cells = [str(row["unit"]), f"{row['mean']:.1f}", f"{row['q05']:g}", f"{row['q95']:g}"]
        cells += [_percent(row[name]) for _said, name in grades] + [f"{row['expected rank']:.1f}"]
        if seen.ranks is not None:
            cells.append(f"{row['rank low']:g}–{row['rank high']:g}")
        rows.append(tuple(cells))
    if seen.ranks is not None:
        head.append(_("Nine in ten"))
    return tuple(head), rows, tuple(range(1, len(head)))


def _percent(share: float) -> str:
    """Say a share to a tenth of a percent; what is something is never nothing, and what is not all never all."""
    tenths = round(float(share) * 1000)
    if share > 0 and tenths == 0:
        return "<0.1%"
    if share < 1 and tenths == 1000:
        return ">99.9%"
    return plain(Fraction(tenths, 1000))


# ---------------------------------------------------------------- data


def _figures(found: _Simulated) -> dict[str, Any]:
    data: dict[str, Any] = {} if found.both is None else found.both.seen.to_dict()
    if found.both is None:
        data |= found.first.to_dict()
    data["histogram"] = histogram([o.result for o in found.outlooks], _CLASSES).to_dict()
    data["analyses"] = [analysed.to_dict() for analysed in found.analysed]
    data["problems"] = [
        {"file": p.where.file, "sheet": p.where.sheet, "cell": p.where.cell, "message": str(p.message)}
        for p in _problems(found)
    ]
    return data
