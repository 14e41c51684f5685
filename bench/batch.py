"""A batch: 200 workbooks of 60 indicators, one after the other and side by side; the outcomes are compared.

    python3 run.py bench [--runs N]

Exit code 1 when side by side is not as much faster as it should be, or the outcomes differ. On
fewer than two CPUs only the outcomes count.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from kaohe_tools.batch import BatchResult, review_files

FILES = 200
INDICATORS = 60
LIMIT = 1.4
HEADER = ("序号", "一级指标", "指标名称", "指标解释", "分值", "评分标准", "数据来源", "责任单位", "完成时限", "备注")
CRITERIA = (
    "没有方案扣{n}分，未到现场检查扣1分。",
    "每少1次扣0.5分，最多扣{n}分。",
    "未开展的不得分，逾期的减半计分。",
    "满意率每低5个百分点扣0.5分。",
)


def write_workbook(path: Path, seed: int) -> None:
    """Write a sheet with merged sections."""
    import openpyxl  # not above: the processes import this file too

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append((f"某市第{seed + 1}服务中心年度考核指标",))
    sheet.append(HEADER)
    for n in range(INDICATORS):
        points = 1 + (n + seed) % 3
        name = f"第{n + 1}项档案与培训工作{seed}"
        criterion = CRITERIA[(n + seed) % len(CRITERIA)].format(n=points)
        section = f"第{n // 6 + 1}类" if n % 6 == 0 else None
        sheet.append((n + 1, section, name, "按计划完成", points, criterion, "台账", "办公室", "2024年10月底", None))
    for top in range(3, 3 + INDICATORS, 6):
        sheet.merge_cells(start_row=top, end_row=top + 5, start_column=2, end_column=2)
    book.save(path)


def timed(files: list[Path], jobs: int | None, runs: int) -> tuple[float, BatchResult]:
    """Return the median time of a batch in seconds, and what it gave."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        result = review_files(files, jobs=jobs)
        times.append(time.perf_counter() - began)
    return statistics.median(times), result


def main() -> int:
    """Measure, compare, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="how often each is measured; default 3")
    runs = parser.parse_args().runs
    cpus = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{n:03}.xlsx" for n in range(FILES)]
        for n, path in enumerate(files):
            write_workbook(path, n)
        alone, one = timed(files, 1, runs)
        together, many = timed(files, None, runs)
    ratio = alone / together
    slow = cpus >= 2 and ratio < LIMIT
    print(f"{FILES} workbooks, median of {runs}")
    print(f"{'one after the other':<36}{alone:>8.2f} s{FILES / alone:>8.1f} files/s")
    print(f"{f'side by side on {cpus} CPUs':<36}{together:>8.2f} s{FILES / together:>8.1f} files/s")
    print(f"{'ratio':<36}{ratio:>8.2f}   at least {LIMIT}{'  TOO SLOW' if slow else ''}")
    whole = len(one.reviewed) == FILES
    print(f"outcomes: {'the same' if one == many and whole else 'DIFFER'}")
    return 1 if slow or one != many or not whole else 0


if __name__ == "__main__":
    sys.exit(main())
