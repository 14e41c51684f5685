"""How fast sheets are read: many small workbooks beside openpyxl, a long sheet, a million empty rows.

    python bench/loading.py

Workbooks of 60 x 11 cells with merges are read by this package (in its child processes, as many at
a time as `kaohe review FOLDER` does) and by openpyxl in full, and compared cell by cell. Exits with 1
when a limit is passed or a cell differs.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.merge import MergedCellRange

from kaohe_tools.sheets import load_schemes
from kaohe_tools.sheets.grid import Grid, Limits, read_grids

BOOKS, BESIDE = 1_000, 100
LIMITS = {"ratio": 8.0, "sheet": 5.0, "empty": 2.0, "megabytes": 300}
WIDE = Limits(seconds=60.0)
HEADINGS = (
    "序号",
    "一级指标",
    "考核内容",
    "分值",
    "完成时限",
    "评分标准",
    "证明材料",
    "考核对象",
    "考核部门",
    "责任领导",
    "备注",
)


def write_books(folder: Path) -> list[Path]:
    """Write workbooks that differ in every text; the same seed gives the same ones."""
    rng = random.Random(11)  # noqa: S311 - invented texts, no secrets
    paths = []
    for n in range(BOOKS):
        book = Workbook()
        sheet = book.active
        sheet.append(HEADINGS)
        for r in range(59):
            cells = [r + 1, f"部分{r // 4}", f"事项{n}-{rng.random():.6f}", rng.randint(1, 9) / 2, "2024/6/30"]
            sheet.append([*cells, f"每少{rng.randint(1, 9)}次扣0.5分", "记录", "某科", "某局", "某人", ""])
        for top in range(2, 58, 4):
            sheet.merge_cells(start_row=top, end_row=top + 3, start_column=2, end_column=2)
        paths.append(folder / f"{n:04d}.xlsx")
        book.save(paths[-1])
    return paths


def differs(grid: Grid, path: Path) -> int:
    """Return how many cells openpyxl reads otherwise."""
    sheet = load_workbook(path).active
    merged = [r for r in sheet.merged_cells.ranges if isinstance(r, MergedCellRange)]
    spans = {(r.min_row - 1, r.min_col - 1, r.max_row - 1, r.max_col - 1) for r in merged}
    wrong = len(spans ^ set(grid.merges))
    for row in sheet.iter_rows():
        for cell in row:
            wrong += (cell.value or None) != grid.value(cell.row - 1, cell.column - 1)
    return wrong


def many_books(folder: Path) -> bool:
    """Compare this package with openpyxl on the same workbooks."""
    paths = write_books(folder)
    read_grids(paths[0])
    started = time.perf_counter()
    for path in paths[:BESIDE]:
        load_workbook(path)
    full = (time.perf_counter() - started) / BESIDE
    started = time.perf_counter()
    for path in paths[:BESIDE]:
        read_grids(path)
    alone = (time.perf_counter() - started) / BESIDE
    with ThreadPoolExecutor() as pool:
        list(pool.map(read_grids, paths[:8]))  # the children are started
        started = time.perf_counter()
        grids = list(pool.map(read_grids, paths))
        together = (time.perf_counter() - started) / BOOKS
    wrong = sum(differs(grid, path) for (grid,), path in zip(grids[:BESIDE], paths[:BESIDE], strict=True))
    print(
        f"{BOOKS} workbooks of 60 x 11 cells: {together * 1e3:.2f} ms each ({alone * 1e3:.2f} ms one after the other)"
    )
    print(f"openpyxl, full ({BESIDE} of them): {full * 1e3:.2f} ms each; {wrong} cells or merges differ")
    print(f"ratio {full / together:.1f} (limit {LIMITS['ratio']}); one after the other {full / alone:.1f}")
    return full / together >= LIMITS["ratio"] and not wrong


def long_sheet(folder: Path) -> bool:
    """Read 50,000 rows, as cells and as a scheme."""
    path = folder / "long.xlsx"
    book = Workbook(write_only=True)
    sheet = book.create_sheet("指标")
    sheet.append(HEADINGS)
    for r in range(50_000):
        cells = [r + 1, f"部分{r // 100}", f"事项{r}", 1, "2024/6/30", f"每少{r}次扣0.{r % 9 + 1}分"]
        sheet.append([*cells, "记录", "某科", "某局", "某人", ""])
    book.save(path)
    started = time.perf_counter()
    read_grids(path, WIDE)
    cells_done = time.perf_counter() - started
    started = time.perf_counter()
    load_schemes(path, limits=WIDE)
    whole = time.perf_counter() - started
    print(f"50,000 rows x 11: cells read in {cells_done:.1f} s; ", end="")
    print(f"as a scheme, every criterion parsed, in {whole:.1f} s (limit {LIMITS['sheet']})")
    return whole <= LIMITS["sheet"]


def empty_rows(folder: Path) -> bool:
    """Read a table with a million styled empty rows below it."""
    plain, path = folder / "plain.xlsx", folder / "empty.xlsx"
    book = Workbook()
    book.active.append(HEADINGS)
    for r in range(30):
        book.active.append([r + 1, "部分", f"事项{r}", 2, "2024/6/30", "未完成扣1分"])
    book.save(plain)
    rows = "".join(
        f'<row r="{r}" s="1" customFormat="1"><c r="A{r}" s="1"/><c r="B{r}" s="1"/></row>'
        for r in range(40, 1_000_040)
    )
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            data = old.read(part)
            if part == "xl/worksheets/sheet1.xml":
                data = data.replace(b"</sheetData>", rows.encode() + b"</sheetData>")
            new.writestr(part, data)
    from kaohe_tools.sheets.formats import reader

    reader._stop_all()  # a fresh child, so that its peak is this file's
    read_grids(plain)
    started = time.perf_counter()
    (grid,) = read_grids(path)
    took = time.perf_counter() - started
    peak = max((_peak(child.process.pid) for child in reader._CHILDREN if child.process), default=0.0)
    print(f"a million styled empty rows: {len(grid.rows)} rows in {took:.2f} s (limit {LIMITS['empty']}), ", end="")
    print(f"the child's peak {peak:.0f} MB (limit {LIMITS['megabytes']})")
    return took <= LIMITS["empty"] and peak <= LIMITS["megabytes"]


def _peak(pid: int) -> float:
    """Return the most memory in MB that a process has held, 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) / 1_000 for line in status.splitlines() if line.startswith("VmHWM"))


def main() -> int:
    """Run all three."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kept = [empty_rows(folder), many_books(folder), long_sheet(folder)]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
