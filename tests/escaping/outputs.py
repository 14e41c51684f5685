"""Every output of the product, made from hostile input: one line each.

An output is its kind, which chooses the check in :mod:`tests.escaping.readers`, and how it is made.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from kaohe_tools import plots, terminal
from kaohe_tools.analysis import analyse
from kaohe_tools.batch.summary import summary_html, summary_xlsx
from kaohe_tools.checks import review_scheme
from kaohe_tools.cli import main
from kaohe_tools.memo import FORMATS, build_memo, memo_name, render_memo, safe_name
from kaohe_tools.memo.comparison import comparison_html
from kaohe_tools.panels import compare_panel, criterion_view, memo_panel, rebalance_panel, review_panel, simulate_panel
from kaohe_tools.panels.simulate.pictures import file_name
from kaohe_tools.panels.working_folder import upload_name
from kaohe_tools.plain_text import json_text
from kaohe_tools.profiles import load_profile
from kaohe_tools.scoring import score
from kaohe_tools.sheets import load_scheme
from kaohe_tools.sheets.write_back import write_back
from tests.escaping.inputs import (
    DAY,
    FILE_STEM,
    SHEET_TITLE,
    Hostile,
    write_document,
    write_old_workbook,
    write_results,
    write_sheet,
)
from tests.escaping.payloads import PAYLOADS, POLYGLOT
from tests.escaping.readers import BETWEEN

Made = bytes | str | dict[str, bytes]
Maker = Callable[[Hostile, Path], Made]


def printed(act: Callable[[], object]) -> str:
    """Return what something writes to the terminal, complaints too."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        act()
    return out.getvalue()


def command(*asked: str) -> Maker:
    """A command line on the sheet, which is named SHEET among the words; NEW is the sheet with other points."""

    def made(_hostile: Hostile, folder: Path) -> str:
        paths = {}
        if "SHEET" in asked:
            paths["SHEET"] = str(write_sheet(folder))
        if "RESULTS" in asked:
            paths["RESULTS"] = str(write_results(folder))
        if "NEW" in asked:
            paths["NEW"] = str(write_sheet(folder, "新.xlsx", points=3))
        said: list[int] = []
        words = printed(lambda: said.append(main([paths.get(word, word) for word in asked])))
        assert said in ([0], [1], [2]), words
        return words

    return made


def out_file(*asked: str) -> Maker:
    """The file that a command writes to OUT."""

    def made(hostile: Hostile, folder: Path) -> bytes:
        out = folder / "out.x"
        command(*(str(out) if word == "OUT" else word for word in asked))(hostile, folder)
        return out.read_bytes()

    return made


def rebalanced(name: str, write: Callable[[Path], Path]) -> Maker:
    """A sheet written back with other points and hostile reasons: the copy, or the list beside a .csv."""

    def made(_hostile: Hostile, folder: Path) -> bytes:
        path = write(folder)
        before = load_scheme(path)
        items = [i.replace(points=Decimal(3)) if i.points else i for i in before.indicators]
        after = before.replace(indicators=tuple(items))
        reasons = {i.id: PAYLOADS[n % len(PAYLOADS)] for n, i in enumerate(items)}
        out = folder / name.replace("-调分清单", "")
        write_back(path.read_bytes(), path.name, before, after, out, reasons=reasons)
        return (folder / name).read_bytes()

    return made


def write_csv(folder: Path) -> Path:
    """The same sheet as a .csv with its texts as they are."""
    path = write_sheet(folder)
    import csv

    from openpyxl import load_workbook

    out = path.with_suffix(".csv")
    with out.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(load_workbook(path).worksheets[0].iter_rows(values_only=True))
    return out


def panel(which: Callable[..., Any]) -> Maker:
    """A panel's tables beneath it, and all that its page gets, while the page says hostile words."""

    def made(_hostile: Hostile, folder: Path) -> str:
        path = write_sheet(folder)
        write_sheet(folder, "新.xlsx", points=3)
        shown = which(path.name, profile="node-annual", folder=folder)
        tables, boards = [], []
        for message in ({"action": "refresh"}, *SAID[which]):
            shown._receive(shown.board, message, [memoryview(b"")])
            board = {key: shown.board.get_state(key)[key] for key in shown.board.keys if key[:1] != "_"}
            tables.append(shown.static_html())
            boards.append(json.dumps(board, ensure_ascii=False))
        return BETWEEN.join("\n".join(dict.fromkeys(seen)) for seen in (tables, boards))

    return made


def exported(form: str) -> Maker:
    """What the rebalancing panel writes for a scenario with a hostile name."""

    def made(_hostile: Hostile, folder: Path) -> bytes:
        shown = rebalance_panel(write_sheet(folder).name, profile="node-annual", folder=folder)
        state = shown.state
        state.rename_scenario(SHEET_TITLE)
        for n, item in enumerate(state.scheme.indicators[:30]):
            state.set_points(item.id, "3", PAYLOADS[n])
        return state.export(form).read_bytes()

    return made


def memo_of(kind: str) -> Maker:
    """A memo of a kind in every form that the command line writes, its letter and reasons hostile too."""

    def made(hostile: Hostile, folder: Path) -> dict[str, bytes]:
        spec = folder / "spec.toml"
        spec.write_text("total = 300\ntick = 0.5\n[node_share]\n", "utf-8")
        files = ("SHEET", "NEW") if kind == "comparison" else ("SHEET",)
        own = {
            "design": ("--spec", str(spec), "--reason", POLYGLOT),
            "simulation": ("--results", "RESULTS", "--grade", f"{SHEET_TITLE.replace('=', '')}=20"),
            "comparison": ("--results", "RESULTS"),
        }[kind]
        letter = (part for name in ("addressee", "number", "signature", "note") for part in (f"--{name}", POLYGLOT))
        notes = (part for payload in PAYLOADS for part in ("--note", payload) if not payload.startswith("-"))
        forms = (part for form in FORMATS for part in ("--format", form))
        asked = ("memo", *files, "--kind", kind, *CLI, *own, *letter, *notes, *forms, "--out", "FOLDER")
        said = command(*(str(folder / "memos") if word == "FOLDER" else word for word in asked))(hostile, folder)
        written = {path.suffix[1:]: path.read_bytes() for path in (folder / "memos").iterdir()}
        assert sorted(written) == sorted(FORMATS), said
        return written

    return made


def drawn(form: str) -> Maker:
    """Every picture, one below another, as the bytes of its form with a line between them."""

    def made(hostile: Hostile, _folder: Path) -> bytes:
        seen, names = hostile.outlook, (POLYGLOT, PAYLOADS[23])
        analysis = analyse(score(hostile.scheme, hostile.events))
        charts = [
            plots.plot_sections(hostile.review),
            plots.plot_node_share(hostile.review),
            plots.plot_distribution(seen.result, seen.result, names=names, lines=seen.lines),
            plots.plot_grade_shares(seen.shares, seen.shares, names=names, quotas={POLYGLOT: Fraction(1, 5)}),
            plots.plot_ranks(seen.ranks, names=names),
            plots.plot_slopes(hostile.difference.effect.replay, names=names),
            plots.plot_items(analysis),
            plots.plot_weights(analysis.weights),
        ]
        return BETWEEN.encode().join(getattr(chart, form)() for chart in (charts if form == "svg" else charts[1:4]))

    return made


def annotated(folder: Path) -> bytes:
    """The annotated copy of the sheet, of which every indicator has findings."""
    path = write_sheet(folder)
    review = review_scheme(load_scheme(path), load_profile("node-annual"))
    memo = build_memo(review, date=DAY, addressee=POLYGLOT, notes=PAYLOADS)
    return render_memo(memo, "xlsx", source=path)


def parsed(hostile: Hostile, folder: Path) -> str:
    """Every criterion text's rules, a line each."""
    return "".join(command("parse", f"{p}，扣1分。")(hostile, folder) for p in PAYLOADS if not p.startswith("-"))


def verified(*options: str) -> Maker:
    """What is said of a memo into which somebody has written what moves a terminal's cursor."""

    def made(hostile: Hostile, folder: Path) -> str:
        memo = folder / "memo.md"
        review = review_scheme(load_scheme(write_sheet(folder)), load_profile("node-annual"))
        written = render_memo(build_memo(review, date=DAY, addressee=FILE_STEM), "md").decode()
        memo.write_text(written.replace("扣5分", "扣\x1b[31m4\x9b分<script>"), "utf-8")
        return command("verify", str(memo), "--inputs", str(folder), *options)(hostile, folder)

    return made


def names(hostile: Hostile, _folder: Path) -> str:
    """Every file name that is made from hostile words, a line each."""
    found = [memo_name(replace(hostile.memo, review=_named(hostile, p)), "docx", sheet=p) for p in PAYLOADS]
    found += [n for p in PAYLOADS if (n := upload_name(f"{p}.xlsx")).endswith(".xlsx")]  # others are refused
    found += [file_name("ranks", "svg", (p, p), 1, 2) for p in PAYLOADS]
    found += [f"{safe_name(p)}.toml" for p in PAYLOADS]
    return "\n".join(found)


def _named(hostile: Hostile, name: str) -> Any:
    scheme = hostile.scheme.replace(file=name, title=name, indicators=())
    return replace(hostile.review, scheme=scheme)


def _said(*actions: str, **more: Any) -> tuple[dict[str, Any], ...]:
    """Messages of a page in which every word is hostile."""
    fields = ("name", "text", "low", "high", "format", "form")
    given = dict.fromkeys(fields, POLYGLOT) | {"id": "2", "field": "reason", "side": "low", "path": [POLYGLOT]} | more
    return tuple(given | {"action": action} for action in actions)


def memo_panel_on(path: str, *, profile: str, folder: Path) -> Any:
    """The memo panel with a review memo shown."""
    return memo_panel({"files": [path], "profile": profile, "date": DAY.isoformat()}, folder=folder)


CHOICES = _said("profile", "results", "sheet", "language", "upload", POLYGLOT, "file")
SAID: dict[Callable[..., Any], tuple[dict[str, Any], ...]] = {
    review_panel: (*_said("explain", "save", "filter"), {"action": "select", "index": 0}, *CHOICES),
    rebalance_panel: (
        *_said("points", "limit", "row", "share", "total", "tick", "orders", "objective", "rename", "new", "branch"),
        *({"action": "rename", "name": p} for p in PAYLOADS[::4]),
        *_said("history", on=True),
        *_said("export", "section", "fix"),
        *CHOICES,
    ),
    compare_panel: (*_said("new", name="新.xlsx"), *_said("grades", "save", "old-sheet", "new", "old"), *CHOICES),
    memo_panel_on: (
        *({"action": "write", "field": f, "text": POLYGLOT} for f in ("addressee", "number", "signature", "notes")),
        *_said("show", "save", "kind", "first", "second", "results", "spec", "show"),
        *CHOICES,
    ),
    simulate_panel: (
        *_said("other", name="新.xlsx"),
        *({"action": "grades", "text": f"{p.replace('=', '')[:40]}=20"} for p in PAYLOADS[:30]),
        *_said("grades", "units", "source", "other", "tab", "save"),
        *CHOICES,
    ),
}

WRONG = (
    ("show", f"{FILE_STEM}没有.xlsx"),
    ("score", "SHEET", "SHEET", "--sheet", POLYGLOT.replace("\x00", "")),
    ("compare", "SHEET", f"SHEET#{FILE_STEM}"),
    ("review", "SHEET", "--ignore", FILE_STEM),
    ("checks", FILE_STEM),
    ("review", "SHEET", "--profile", FILE_STEM),
    ("verify", "SHEET"),
    ("simulate", "SHEET", "--grade", FILE_STEM),
)
CLI = ("--profile", "node-annual")
OUTPUTS: dict[str, tuple[str, Maker]] = {
    "memo.html": ("html", lambda h, _f: render_memo(h.memo, "html")),
    "memo.docx": ("docx", lambda h, _f: render_memo(h.memo, "docx")),
    "memo.md": ("md", lambda h, _f: render_memo(h.memo, "md")),
    "memo.json": ("json", lambda h, _f: render_memo(h.memo, "json")),
    "annotated.xlsx": ("xlsx", lambda _h, f: annotated(f)),
    **{f"kaohe memo --kind {kind}": ("forms", memo_of(kind)) for kind in ("design", "simulation", "comparison")},
    "comparison.html": ("html", lambda h, _f: comparison_html(h.difference, date=DAY)),
    "comparison.json": ("json", lambda h, _f: json_text(h.difference.to_dict())),
    "summary.html": ("html", lambda h, _f: summary_html(h.batch)),
    "summary.xlsx": ("xlsx", lambda h, _f: summary_xlsx(h.batch)),
    "rebalanced.xlsx": ("xlsx", rebalanced("out.xlsx", write_sheet)),
    "rebalanced.docx": ("docx", rebalanced("out.docx", write_document)),
    "rebalanced .xls": ("xlsx", rebalanced("out.xlsx", write_old_workbook)),
    "changes.csv": ("csv", rebalanced("out-调分清单.csv", write_csv)),
    "panel's workbook": ("xlsx", exported("workbook")),
    "panel's changes": ("xlsx", exported("changes")),
    "panel's constraints": ("toml", exported("spec")),
    "pictures.svg": ("svg", drawn("svg")),
    "pictures.png": ("png", drawn("png")),
    "file names": ("names", names),
    "kaohe review": ("terminal", command("review", "SHEET", *CLI)),
    "kaohe review --format json": ("json", command("review", "SHEET", *CLI, "--format", "json")),
    "kaohe review --format md": ("md", command("review", "SHEET", *CLI, "--format", "md")),
    "kaohe show": ("terminal", command("show", "SHEET", *CLI)),
    "kaohe show --layout": ("terminal", command("show", "SHEET", *CLI, "--layout")),
    "kaohe show --format json": ("json", command("show", "SHEET", *CLI, "--format", "json")),
    "kaohe parse": ("json lines", parsed),
    "kaohe score": ("terminal", command("score", "SHEET", "RESULTS", *CLI)),
    "kaohe score --format json": ("json", command("score", "SHEET", "RESULTS", *CLI, "--format", "json")),
    "kaohe verify": ("terminal", verified()),
    "kaohe verify --format json": ("json", verified("--format", "json")),
    "kaohe simulate": ("terminal", command("simulate", "SHEET", *CLI, "--units", "3", "--grade", f"{POLYGLOT}=20")),
    "kaohe simulate --format json": ("json", command("simulate", "SHEET", *CLI, "--units", "3", "--format", "json")),
    "kaohe rebalance": ("terminal", command("rebalance", "SHEET", *CLI, "--node-share", "none", "--reason", POLYGLOT)),
    "kaohe compare": ("terminal", command("compare", "SHEET", "NEW", *CLI)),
    "kaohe compare --format html": ("html", out_file("compare", "SHEET", "NEW", "--format", "html", "--out", "OUT")),
    "kaohe compare --format json": ("json", command("compare", "SHEET", "NEW", *CLI, "--format", "json")),
    "complaints": ("terminal", lambda h, f: "".join(command(*asked)(h, f) for asked in WRONG)),
    "a batch on the terminal": ("terminal", lambda h, _f: printed(lambda: terminal.print_summary(h.batch, quiet=True))),
    "a criterion": ("html", lambda _h, _f: "\n".join(criterion_view(f"{p}，扣1分。")._repr_html_() for p in PAYLOADS)),
    **{which.__name__: ("panel", panel(which)) for which in SAID},
}
