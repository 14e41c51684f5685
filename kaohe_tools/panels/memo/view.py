"""The memo panel's widget: copies what the page sends to the state, and redraws from the state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kaohe_tools.locale import _
from kaohe_tools.memo.document import Document, Heading, Kind, Paragraph, Point, RowBlock
from kaohe_tools.memo.html import document_html
from kaohe_tools.memo.wording import follow
from kaohe_tools.panels import choices
from kaohe_tools.panels.board_files import page_code, page_style, synced
from kaohe_tools.panels.memo.labels import formats, kinds, labels
from kaohe_tools.panels.memo.state import MemoState
from kaohe_tools.panels.shell import Board, Panel, Verbs


class MemoBoard(Board):
    """The page's side of the panel."""

    _esm = page_code("memo/strips.js", "memo/main.js")
    _css = page_style("memo/style.css")
    memo = synced()


class MemoPanel(Panel[MemoState, MemoBoard]):
    """The memo panel; shows itself, and the memo's words beneath it."""

    template = "memo_table.html"

    def __init__(self, state: MemoState) -> None:
        super().__init__(state, MemoBoard())

    def _labels(self) -> dict[str, str]:
        return labels()

    def _verbs(self) -> Verbs:
        state = self.state
        return {
            "kind": lambda m: state.choose_kind(str(m["name"])),
            "first": lambda m: state.choose_file(0, str(m["name"])),
            "second": lambda m: state.choose_file(1, str(m["name"])),
            "results": lambda m: state.choose("results", str(m["name"])),
            "outcomes": lambda m: state.choose("outcomes", str(m["name"])),
            "spec": lambda m: state.choose("spec", str(m["name"])),
            "write": lambda m: state.write(str(m["field"]), str(m["text"])),
            "formats": lambda m: state.choose_formats(tuple(map(str, m["names"]))),
            "show": lambda _m: state.show(),
            "save": lambda _m: state.save(),
        }

    def _draw(self, topics: frozenset[str]) -> None:
        if "memo" in topics:
            self.board.memo = [
                {"title": made.document.title, "page": document_html(made.document)} for made in self.state.made
            ]

    def _options(self) -> dict[str, Any]:
        state = self.state
        files = choices.named(state.files)
        drafts = choices.drafts(state.scenarios())
        first, second = state.files_said
        sheet = [choices.nothing(_("choose a sheet…")), *files, *drafts]
        given = state.given
        specs = sorted(p.relative_to(state.folder).as_posix() for p in state.folder.glob("*.toml"))
        specs += sorted(p.relative_to(state.folder).as_posix() for p in state.folder.glob("sample_sheets/*.toml"))
        more = {
            Kind.SIMULATION: _("no second sheet"),
            Kind.COMPARISON: _("choose the sheet now…"),
        }.get(state.kind)
        return {
            "kinds": kinds(),
            "kind": state.kind.value,
            "first": {"choices": choices.with_chosen(sheet, first), "name": first},
            "second": None
            if more is None
            else {"choices": choices.with_chosen([choices.nothing(more), *files, *drafts], second), "name": second},
            "results": _files(given.get("results", ""), _("no results"), files)
            if state.kind in (Kind.SIMULATION, Kind.COMPARISON)
            else None,
            "outcomes": _files(given.get("outcomes", ""), _("no table of chances"), files)
            if state.kind is Kind.SIMULATION
            else None,
            "spec": _files(given.get("spec", ""), _("as sheet and profile say"), choices.named(specs))
            if state.kind is Kind.DESIGN and "#" not in first
            else None,
            "grades": state.grades if state.kind in (Kind.SIMULATION, Kind.COMPARISON) else None,
            "reason": " ".join(given.get("reason", ())) if state.kind is Kind.DESIGN and "#" not in first else None,
            "letter": {
                **{name: str(given.get(name, "")) for name in ("number", "addressee", "signature", "date", "wording")},
                **({"deadline": str(given.get("deadline", ""))} if state.kind is Kind.REVIEW else {}),
            },
            "notes": "\n".join(given.get("notes", ())),
            "formats": [{"value": name, "label": label, "on": name in state.formats} for name, label in formats()],
        }

    def _more_status(self) -> dict[str, Any]:
        state = self.state
        return {"written": list(state.written), "notices": list(state.notices)}

    def _static(self) -> dict[str, Any]:
        documents = [made.document for made in self.state.made]
        return {
            "memos": [{"title": document.title, "lines": list(_lines(document))} for document in documents],
            "written": self.state.written,
        }

    def _shown(self) -> tuple[object, ...]:
        return (self.state.made, self.state.written)


def _files(chosen: str, none: str, offered: list[choices.Choice]) -> dict[str, Any]:
    return {"choices": choices.with_chosen([choices.nothing(none), *offered], chosen), "name": chosen}


def _lines(document: Document) -> Iterator[dict[str, Any]]:
    """Yield the memo's words; tables and pictures stand in its files."""
    for block in document.body:
        match block:
            case Heading():
                yield {"heading": True, "text": block.number + block.text}
            case Paragraph():
                yield {"heading": False, "text": block.text}
            case Point():
                yield {"heading": False, "text": block.number + follow(block.remark.fact, block.remark.action)}
            case RowBlock():
                yield {"heading": True, "text": block.heading}
                yield from ({"heading": False, "text": follow(r.fact, r.action)} for r in block.remarks)
