"""In which order the names of tiers stand: levels, grades, severities, prizes, numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kaohe_tools.criteria.figures import number_or_none


def _scale(*ranks: str) -> Mapping[str, int]:
    return {word: rank for rank, words in enumerate(ranks) for word in words.split()}


SCALES: tuple[Mapping[str, int], ...] = (
    _scale(
        "国家 全国 中央 国务院",
        "部 省部",
        "省 自治区 直辖市 厅",
        "市 州 地区",
        "县 区 旗",
        "乡 镇 街道",
        "村 社区 校 院",
    ),
    _scale("优 优秀", "良 良好 较好", "中 中等 一般 合格 达标", "较差 基本合格", "差 不合格 不达标"),
    _scale("特大 特别重大 特别严重", "重大 严重 重度", "较大 较重", "一般 中度", "较轻", "轻微 轻度"),
    _scale("特等", "一等", "二等", "三等", "优秀奖 优胜", "鼓励 入围 参与"),
    _scale("金", "银", "铜"),
)
"""What stands higher comes first; of the words found in a name the longest counts."""

_LONGEST_FIRST = tuple(re.compile("|".join(sorted(scale, key=len, reverse=True))) for scale in SCALES)
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?|[一二两三四五六七八九十]+")
_ORDINAL = {"首次": 1, "初次": 1, "再次": 2}
_HANDLING = re.compile(r"提醒|批评|通报|督办|点名|约谈|问责|追责|处分|警告|记过|处罚|表扬|表彰|嘉奖|批示|推广")
_GRADED = re.compile(r"轻重|情节|程度|等次|等级|档|名次|排名|排序|后果|依次递")


def ranks(names: Sequence[str]) -> tuple[float, ...] | None:
    """Return the rank of every name on one scale, or None where they name no grades of one thing.

    Joined names (``国家/特大``) are ranked by the first part that has a scale. Steps of handling
    (提醒、通报、约谈) are taken in the order in which they are written.
    """
    parts = [name.split("/") for name in names]
    for n in range(min((len(p) for p in parts), default=0)):
        found = _on_one_scale([p[n] for p in parts])
        if found is not None:
            return found
    return None


def written_in_order(trigger: str) -> bool:
    """Return whether a condition says that its tiers follow a grade: 视情节轻重, 按名次."""
    return _GRADED.search(trigger) is not None


def _on_one_scale(names: Sequence[str]) -> tuple[float, ...] | None:
    for scale, words in zip(SCALES, _LONGEST_FIRST, strict=True):
        found = [words.search(name) for name in names]
        known = [scale[m[0]] for m in found if m is not None]
        if len(known) == len(names) == len(set(known)):
            return tuple(float(rank) for rank in known)
    numbers = [_number(name) for name in names]
    if None not in numbers and len(set(numbers)) == len(names):
        return tuple(number for number in numbers if number is not None)
    if all(_HANDLING.search(name) for name in names):
        return tuple(float(n) for n in range(len(names)))
    return None


def _number(name: str) -> float | None:
    for word, rank in _ORDINAL.items():
        if word in name:
            return float(rank)
    match = _NUMBER.search(name)
    value = number_or_none(match[0]) if match else None
    return None if value is None else float(value)
