"""``kaohe rebalance``: move points under constraints, print what moved, write the workbook back."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaohe_tools.commands.common import add_profile, print_json
from kaohe_tools.errors import KaoheError, OutputError, ProblemError
from kaohe_tools.files import refuse_source, write_whole
from kaohe_tools.locale import _, why
from kaohe_tools.points import as_number

if TYPE_CHECKING:
    from kaohe_tools.model import Scheme
    from kaohe_tools.profiles import Profile
    from kaohe_tools.rebalance import Clash, Objective, Problem, Rebalanced
    from kaohe_tools.rebalance.follow import Followed

OBJECTIVES = ("total-move", "largest-move", "squared-move", "proportional")
FOLLOW = ("scale", "keep")


def add_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of ``kaohe rebalance`` to its parser."""
    verb.description = _(
        "Move the points of a sheet until it adds up, under your own constraints; the move is the least\n"
        "that there is, and proven to be. Rows are named by their ordinal (3, or 3,7 or 3-7), limits are\n"
        "written LO:HI (2:4, 2:, :4; one number fixes both)."
    )
    verb.epilog = _(
        "Examples:\n"
        "  kaohe rebalance sheet.xlsx --total 100 --tick 0.5 --node-share 0.7:0.8 --out sheet-2019.xlsx\n"
        "  kaohe rebalance sheet.xlsx --lock 3,7 --bound 5=2:4 --section Part1=40:50 --save-spec 2019.toml\n"
        "  kaohe rebalance sheet.xlsx --spec 2019.toml --out sheet-2019.xlsx     the same again\n"
        "Exit code: 0 solved, 1 the constraints clash (which of them is said), 2 unusable input."
    )
    verb.add_argument("file", type=Path, metavar="FILE")
    add_profile(verb)
    verb.add_argument("--sheet", metavar="NAME", help=_("sheet with the scheme, if there are several"))
    verb.add_argument(
        "--total", metavar="N", help=_("what the points have to add up to; default: the sheet's full mark")
    )
    verb.add_argument("--tick", metavar="N", help=_("smallest step of points; default: the profile's"))
    verb.add_argument("--objective", choices=OBJECTIVES, help=_("what is made least; default: total-move"))
    verb.add_argument(
        "--node-share", metavar="LO:HI", help=_("share of the milestones, such as 0.7:0.8; “none” for no band")
    )
    verb.add_argument("--follow", choices=FOLLOW, help=_("figures in the criteria: scale with the points, or keep"))
    verb.add_argument("--no-fit-rules", action="store_true", help=_("let rows have less than their rules deduct"))
    verb.add_argument("--lock", action="append", metavar="ROWS", help=_("rows that keep their points"))
    verb.add_argument("--bound", action="append", metavar="ROWS=LO:HI", help=_("fewest and most points of rows"))
    verb.add_argument("--section", action="append", metavar="NAME=LO:HI", help=_("fewest and most points of a section"))
    verb.add_argument(
        "--section-node-share", action="append", metavar="NAME=LO:HI", help=_("milestones in one section")
    )
    verb.add_argument(
        "--order", action="append", metavar="ROWS", help=_("rows, the most important first: none later has more")
    )
    verb.add_argument("--item-tick", action="append", metavar="ROWS=N", help=_("a coarser step for some rows"))
    verb.add_argument(
        "--weight", action="append", metavar="ROWS=N", help=_("how dear it is to move these rows; default: 1")
    )
    verb.add_argument("--importance", action="append", metavar="ROWS=N", help=_("for --objective proportional"))
    verb.add_argument("--seconds", metavar="N", help=_("time limit; default: 10"))
    verb.add_argument("--spec", type=Path, metavar="FILE.toml", help=_("constraints from a file; options come on top"))
    verb.add_argument("--save-spec", type=Path, metavar="FILE.toml", help=_("write the constraints used to a file"))
    verb.add_argument("--reason", default="", metavar="TEXT", help=_("why the points move; stands beside each change"))
    verb.add_argument(
        "--out", type=Path, metavar="NEW", help=_("write the sheet with the new points in its own layout")
    )
    verb.add_argument("--force", action="store_true", help=_("let --out and --save-spec replace a file"))
    verb.add_argument("--format", choices=("table", "json"), default="table", help=_("default: table"))


def run(args: argparse.Namespace) -> int:
    """Rebalance a sheet; print what moved; write what was asked for."""
    from kaohe_tools.profiles import load_profile
    from kaohe_tools.rebalance import ClashError, rebalance
    from kaohe_tools.rebalance.follow import follow
    from kaohe_tools.rebalance.spec import write_spec
    from kaohe_tools.sheets import load_scheme

    for target in filter(None, (args.out, args.save_spec)):
        refuse_source(target, (args.file, Path(args.profile)))
    profile = load_profile(args.profile)
    scheme = load_scheme(args.file, profile, sheet=args.sheet)
    problem = _problem(args, scheme, profile)
    if args.save_spec:
        _save(args.save_spec, write_spec(problem), force=args.force)
    try:
        answer = rebalance(problem)
    except ClashError as err:
        _print_clash(err.clash, as_json=args.format == "json")
        return 1
    followed = follow(scheme, answer.by_id, problem.follow, problem.tick, fit=problem.fit_rules)
    written = _written(args, scheme, answer, followed, profile)
    if args.format == "json":
        print_json(_plain(answer, followed) | ({"written": str(written)} if written else {}))
    else:
        from kaohe_tools import terminal

        if not (args.quiet and written):
            terminal.print_rebalanced(answer, followed)
        if written:
            terminal.say(str(written))
    return 0


def _problem(args: argparse.Namespace, scheme: Scheme, profile: Profile) -> Problem:
    from kaohe_tools.rebalance import Follow, Objective
    from kaohe_tools.rebalance.spec import limits, node_share, number, read_spec, rows, section
    from kaohe_tools.usual_problem import usual_problem

    problem = usual_problem(scheme, profile, number(args.total) if args.total else None)
    if args.spec:
        problem = read_spec(args.spec, problem)
    changes: dict[str, Any] = {}
    for name, read in (
        ("total", number), ("tick", number), ("objective", Objective), ("follow", Follow), ("seconds", _seconds),
    ):  # fmt: skip
        if getattr(args, name):
            changes[name] = read(getattr(args, name))
    if args.no_fit_rules:
        changes["fit_rules"] = False
    if args.lock:
        changes["locked"] = tuple(dict.fromkeys((*problem.locked, *(id_ for said in args.lock for id_ in rows(said)))))
    if args.order:
        changes["orders"] = (*problem.orders, *(rows(said) for said in args.order))
    for option, name, value in (
        ("bound", "bounds", limits), ("item_tick", "item_ticks", number),
        ("weight", "weights", number), ("importance", "importance", number),
    ):  # fmt: skip
        if said := getattr(args, option):
            named = {id_: value(right) for left, right in _pairs(option, said) for id_ in rows(left)}
            changes[name] = tuple((dict(getattr(problem, name)) | named).items())
    if args.section:
        named_sections = {section(scheme, left): limits(right) for left, right in _pairs("section", args.section)}
        changes["sections"] = tuple((dict(problem.sections) | named_sections).items())
    if args.node_share or args.section_node_share:
        whole = () if args.node_share else tuple(b for b in problem.node_shares if not b.path)
        if args.node_share and args.node_share != "none":
            whole = (node_share(args.node_share),)
        parts = {b.path: b for b in problem.node_shares if b.path}
        for left, right in _pairs("section-node-share", args.section_node_share or ()):
            path = section(scheme, left)
            parts[path] = node_share(right, path)
        changes["node_shares"] = (*whole, *parts.values())
    asked = problem.replace(**changes)
    if asked.importance and asked.objective is not Objective.PROPORTIONAL:
        _importance_is_idle(args, asked.objective)
    return asked


def _importance_is_idle(args: argparse.Namespace, objective: Objective) -> None:
    """Refuse an importance that the objective does not look at; one in a file may wait there for another day."""
    from kaohe_tools import terminal

    if args.importance:
        raise ProblemError(
            _(
                "--importance goes with --objective proportional; {objective} does not look at it. Say --objective "
                "proportional, or --weight for rows that are dear to move."
            ).format(objective=objective)
        )
    terminal.complain(
        _("{file} gives importances; the objective {objective} does not look at them.").format(
            file=args.spec, objective=objective
        )
    )


def _seconds(written: str) -> float:
    from kaohe_tools.rebalance.spec import number

    return float(number(written))


def _pairs(option: str, said: Iterable[str]) -> Iterable[tuple[str, str]]:
    for one in said:
        left, equals, right = one.rpartition("=")
        if not equals or not left.strip() or not right.strip():
            raise ProblemError(
                _("--{option} {said}: write it as WHAT=VALUE.").format(option=option.replace("_", "-"), said=one)
            )
        yield left.strip(), right.strip()


# ---------------------------------------------------------------- what comes out


def _written(
    args: argparse.Namespace, scheme: Scheme, answer: Rebalanced, followed: Followed, profile: Profile
) -> Path | None:
    if not args.out:
        return None
    from kaohe_tools import terminal
    from kaohe_tools.sheets.write_back import write_back

    try:
        source = args.file.read_bytes()
    except OSError as err:
        raise KaoheError(_("{path} cannot be read: {why}").format(path=args.file, why=why(err))) from err
    reasons = {move.indicator.id: args.reason for move in answer.moves}
    made = write_back(
        source, args.file.name, scheme, followed.scheme, args.out,
        reasons=reasons, profile=profile, overwrite=args.force,
    )  # fmt: skip
    for note in made.notes:
        terminal.complain(str(note))
    return made.path


def _save(path: Path, text: str, *, force: bool) -> None:
    if path.exists() and not force:
        raise OutputError(_("{path} exists; name another file, or say --force to replace it.").format(path=path))
    write_whole(path, text.encode())


def _plain(answer: Rebalanced, followed: Followed) -> dict[str, Any]:
    number: Callable[[Decimal], int | float] = as_number
    scheme = answer.problem.scheme
    return {
        "file": scheme.file,
        "scheme": scheme.title,
        "total": number(followed.scheme.total),
        "total_before": number(scheme.total),
        "objective": str(answer.problem.objective),
        "value": number(answer.value),
        "bound": number(answer.bound),
        "proven": answer.proven,
        "solver": answer.solver,
        "seconds": round(answer.seconds, 4),
        "moves": [
            {
                "id": m.indicator.id,
                "row": m.indicator.row,
                "name": m.indicator.label,
                "before": number(m.before),
                "after": number(m.after),
                "by": number(m.by),
                "criterion": followed.scheme.indicator(m.indicator.id).criterion.text,
            }
            for m in answer.moves
        ],
        "baseline": {id_: number(points) for id_, points in answer.baseline},
        "notes": [{"id": note.indicator, "message": str(note.said)} for note in followed.notes],
    }


def _print_clash(clash: Clash, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "clash": {
                    "message": str(clash.said),
                    "smallest": clash.smallest,
                    "constraints": [
                        {"kind": c.kind, "about": list(c.key), "message": str(c.said)} for c in clash.constraints
                    ],
                    "relaxations": [str(r.said) for r in clash.relaxations],
                }
            }
        )
        return
    from kaohe_tools import terminal

    terminal.complain(str(clash.said))
    for constraint in clash.constraints:
        terminal.complain(f"  · {constraint.said}")
    first, others = _("This would do:"), _("or:")
    for n, relaxation in enumerate(clash.relaxations):
        terminal.complain(f"  {others if n else first} {relaxation.said}")
