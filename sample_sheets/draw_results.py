"""Draw the synthetic results of 60 units: ``python sample_sheets/draw_results.py``.

Nobody was assessed. Every unit has a failure rate, every rule a weight; a rule is broken with the
product of the two. One seed, so the same figures every time. `build.py` makes the workbook of them.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

OUT = Path(__file__).parent / "figures" / "results_2023.json"
SEED = 2023
COUNTIES = "甲乙丙丁戊己庚辛壬癸"
OFFICES = ("服务局", "环境局", "档案馆", "数据中心", "公共卫生中心", "培训中心")

# of ten units four are good, four middling, two weak: chance to break a rule of weight 1
RATES = (0.04, 0.04, 0.04, 0.04, 0.14, 0.14, 0.14, 0.14, 0.35, 0.35)
LEFT_OUT = 0.012
"""Chance that an item was not assessed."""

# row, words of the rule, points it takes each time, its own limit, how often it can happen, weight
RULES: tuple[tuple[int, str, str, str | None, int, float], ...] = (
    (1, "未完成本项任务", "3", None, 1, 0.3),
    (2, "未完成", "4", None, 1, 0.8),
    (3, "未完成", "3", None, 1, 1.0),
    (4, "未通报成效", "3", None, 1, 0.7),
    (5, "没有活动方案", "2", None, 1, 0.4),
    (5, "未组建工作专班", "1", None, 1, 0.8),
    (5, "未下发通知", "1", None, 1, 0.5),
    (5, "未到现场检查", "1", None, 1, 1.5),
    (6, "未抽检", "2", None, 1, 1.0),
    (7, "未会商", "4", None, 1, 0.6),
    (8, "未会商", "3", None, 1, 0.8),
    (9, "未会商", "3", None, 1, 1.1),
    (10, "未完成定数据治理三年行动计划", "2", None, 1, 1.6),
    (10, "未拟订建设方案", "2", None, 1, 1.4),
    (11, "未完成", "3", None, 1, 1.0),
    (12, "未完成", "3", None, 1, 1.3),
    (13, "没有佐证材料", "4", None, 1, 1.2),
    (14, "没有启动通知", "2", None, 1, 0.0),
    (15, "没有开展项目遴选", "2", None, 1, 1.0),
    (16, "档案查询系统未与省、县（市、区）平台连通", "2", None, 1, 2.0),
    (17, "未订立保管制度", "2", None, 1, 0.8),
    (17, "未将城建图纸影像接入查询系统", "2", None, 1, 1.8),
    (17, "未录入基础目录", "2", None, 1, 1.2),
    (18, "未印发意见", "2", None, 1, 0.8),
    (19, "未开展整治行动", "5", None, 1, 0.7),
    (20, "未作动员", "2", None, 1, 1.6),
    (20, "数据表每少1次", "0.5", "1", 3, 1.4),
    (21, "每少1次", "1", None, 2, 1.3),
    (22, "未开展", "4", None, 1, 0.6),
    (23, "没有方案", "2", None, 1, 0.5),
    (24, "未检查", "2", None, 1, 1.0),
    (25, "未评价", "5", None, 1, 0.5),
    (26, "未印发意见", "5", None, 1, 0.7),
    (27, "没上线", "2", None, 1, 0.9),
    (28, "未建成解读账号群", "1", None, 1, 0.9),
    (28, "未在“某政务公开网”刊登动态", "1", None, 1, 0.8),
    (28, "未在“某便民资讯网”刊登动态", "1", None, 1, 1.0),
    (29, "未在《某市日报》等主要媒体登出解读", "1", None, 1, 1.7),
    (29, "“某便民资讯网”刊登低于3篇", "2", None, 1, 1.3),
)


def draw() -> dict[str, Any]:
    """Return columns, units and what was recorded; null where an item was not assessed."""
    chance = random.Random(SEED)  # noqa: S311 - figures for show, not secrets
    units = [f"{county}县{office}" for office in OFFICES for county in COUNTIES]
    rows = []
    for _unit in units:
        rate = RATES[int(chance.random() * len(RATES))]
        left_out = {row for row in range(1, 30) if chance.random() < LEFT_OUT}
        drawn = [sum(chance.random() < rate * weight for _ in range(most)) for *_, most, weight in RULES]
        rows.append([None if rule[0] in left_out else n for rule, n in zip(RULES, drawn, strict=True)])
    numbers = [rule[0] for rule in RULES]
    return {
        "title": "2023年度“重点工作”考核记录（合成数据，仅供演示）",
        "note": "每格记发生次数：0 为没有发生，空格为未考核。单位和数字均为随机生成，与任何单位无关。",
        "columns": [
            {"row": row, "rule": numbers[:n].count(row) + 1, "words": words, "takes": takes, "cap": cap, "most": most}
            for n, (row, words, takes, cap, most, _weight) in enumerate(RULES)
        ],
        "units": units,
        "recorded": rows,
    }


def to_text(figures: dict[str, Any]) -> str:
    """Return the figures as JSON, one column or unit a line."""
    lines = []
    for key, value in figures.items():
        if isinstance(value, list) and not isinstance(value[0], str):
            inside = ",\n  ".join(json.dumps(v, ensure_ascii=False) for v in value)
            lines.append(f'"{key}": [\n  {inside}\n ]')
        else:
            lines.append(f'"{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n " + ",\n ".join(lines) + "\n}\n"


if __name__ == "__main__":
    OUT.write_text(to_text(draw()), encoding="utf-8")
