"""Hidden rows and columns of an .ods spreadsheet are told, however its lines are repeated."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from kaohe_tools.sheets.grid import read_grids

KIND = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
CELL = '<table:table-cell office:value-type="string"><text:p>甲</text:p></table:table-cell>'


def spreadsheet(*tables: str) -> bytes:
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES} office:version="1.2"><office:body>'
        f"<office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{KIND}"/></manifest:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in (("mimetype", KIND), ("content.xml", content), ("META-INF/manifest.xml", manifest)):
            package.writestr(name, text)
    return out.getvalue()


def row(said: str = "") -> str:
    return f"<table:table-row {said}>{CELL * 3}</table:table-row>"


def test_collapsed_and_filtered_lines_are_hidden(tmp_path: Path) -> None:
    first = (
        '<table:table table:name="一"><table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse"/>'
        + row('table:number-rows-repeated="3"')
        + row('table:visibility="collapse" table:number-rows-repeated="2"')
        + row('table:visibility="visible"')
        + row('table:visibility="filter"')
        + '<table:table-row table:visibility="collapse" table:number-rows-repeated="1048569"><table:table-cell/>'
        "</table:table-row></table:table>"
    )
    collapsed = row("table:visibility='collapse'")
    second = f'<table:table table:name="二">{row()}{collapsed}</table:table>'
    path = tmp_path / "表.ods"
    path.write_bytes(spreadsheet(first, second))

    grids = read_grids(path)

    assert [(g.sheet, sorted(g.hidden_rows), sorted(g.hidden_columns)) for g in grids] == [
        ("一", [3, 4, 6], [2]),
        ("二", [1], []),
    ]
