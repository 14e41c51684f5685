"""A scheme of many rows in three levels, written as a workbook: what the panel has to stay quick with."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

PARTS = ("政务服务", "安全生产", "生态环境", "数据管理", "档案工作", "公共卫生")
WORK = ("方案制定", "现场检查", "台账建立", "业务培训", "年度总结")
HEADINGS = ("序号", "一级指标", "二级指标", "指标", "分值", "评分标准", "完成时限", "责任领导", "证明材料")


def write_wide_sheet(path: Path, rows: int = 300) -> Path:
    """Write `rows` indicators under six sections of five tasks each.

    Points run 0.5, 1.0, 0.5, 1.0 … so that two rows have 1.5 and 300 rows 225; the title asks for 5
    points more. Every third row is a year-end standard.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "指标"
    sheet.append([f"2018年度部门工作考核指标（{rows}项，满分{rows * 3 // 4 + 5}分）"])
    sheet.append(HEADINGS)
    for n in range(rows):
        task = n * 30 // rows
        points = 0.5 if n % 2 == 0 else 1.0
        rule = f"未完成的扣{points}分" if n % 4 else f"每少1项扣0.1分，最多扣{points}分"
        due = "年度标准" if n % 3 == 2 else f"2018/{1 + n % 9}/{1 + n % 27}"
        sheet.append(
            [
                n + 1,
                PARTS[task // 5],
                f"{PARTS[task // 5]}{WORK[task % 5]}",
                f"第{n + 1}项{WORK[(n + task) % 5]}任务落实到位",
                points,
                f"按时完成第{n + 1}项{WORK[n % 5]}，{rule}。",
                due,
                "分管领导",
                f"第{n + 1}项工作记录",
            ]
        )
    book.save(path)
    return path
