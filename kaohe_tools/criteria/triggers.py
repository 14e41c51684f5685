"""Which words before a figure are its condition.

A condition ends at the verb. It begins behind the rule before it, behind a full stop or a
semicolon, or at the comma that parts it from the requirement; it reaches further back over parts
that are conditions themselves (…的， / 未…， / 发现…，).
"""

from __future__ import annotations

import re

REACH = 160
"""Characters that are looked back at most: keeps the time linear in the length of the text."""
_MOST_SCOPE = 24

_STRONG = (
    r"从?(?:年度|年终|考核|单位)?总分(?:值|数)?(?:中|里|内)?|分别(?:给予|予以)?+|依次|各自?|(?<!平)均|再|另外?|(?<![参增附添强])加|(?<!新)增|追加"
    r"|每项各|一律|直接|累计|合计|共计|最多|最高|最大|至多|不超过|上限|(?<![有期时权])限|视情节?(?:轻重)?(?:给予)?+|酌情(?:给予)?+|适当|给予|予以|倒|相应地?"
)
_WEAK = r"应|将|可|须|按|并|则|还|都|另|会|就|要|共|即|一次性|当场"
PREFIX = re.compile(rf"(?:(?:(?:{_STRONG})|(?<=[,的者时;:()次项人处分])(?:{_WEAK})|^(?:{_WEAK})+)+(?:{_WEAK})?)$")
SCOPE_AT_END = re.compile(
    r"(?:[,、:]?(?:此|本|该|这|整个|以上|上述)(?:大|小|单|子)?(?:项目?|条款?|款|指标|考核内容|内容|项内容|项目内容|项工作)(?:则|也|都)?)$"
)
ITEM_SCOPE = re.compile(r"(?:此|本|该|这)(?:大|单|子)?(?:项|条|款|指标|内容)|整个|全项|以上|上述")
_SCOPE_ONLY = re.compile(
    r"[,、:;()|。\s]*(?:(?:(?:此|本|该|这|单|每|各|同|任|以上|上述|整个|全)(?:一|大|小|单|子|几|两|三|四)?"
    r"(?:(?:项目?|条款?|款|指标|内容|种情形|情形|类|次|年度?|个?月|季度?|个?单位|人|名|部分|篇|件|个|处|起)(?:内容|工作|考核)?)?的?"
    r"|累计|合计|总计|共计|总共|共|全年|年度|年内|当年|扣分|加分|减分|[加奖][减扣罚]分|得分|计分|奖分|奖励分?|总扣分|总加分|总|最终|两项|三项|四项|五项|但|且|原则上|分值|为|者|内)[,:、]?)*"
)

_COND_END = ("的", "者", "时")
_COND_START = re.compile(
    r"(?:每?发现|未(?!成年|来)|没有|如果?|若|凡|虽|每(?![年月季周天日半学])|逾期|出现|经查|对.*的$|因)"
)
_ONLY_COUNT = re.compile(
    r"[,、:(]*(?:(?:每|一|1|有|另)[^,;。少缺超低降迟漏增提升加]{0,6}|否则|其他|(?:此|本|该|整个)(?:小|大)?(?:项|条|指标)[^,;。]{0,3}|均|都|各|则)?[,的]*"
)
_TO_LAST_STOP = re.compile(r".*[。;!?\n]", re.DOTALL)
_LIST_NUMBER = re.compile(
    r"(?:(?<=[^0-9.])|^)[0-9]{1,2}(?:、|\.(?![0-9])|\))|\([一二三四五六七八九十0-9]{1,3}\)|[⑴-⒇①-⑳]"
)


def is_scope_only(words: str) -> bool:
    """Return whether words only say what a limit is for: 此项累计, 全年."""
    # the pattern reads 每年度 and its like in two ways: only short texts may be tried in all of them
    return len(words) <= _MOST_SCOPE and _SCOPE_ONLY.fullmatch(words) is not None


def sentence_start(text: str, since: int, at: int) -> int:
    """Return where the sentence around `at` begins, not before `since`."""
    since = max(since, at - REACH)
    stopped = _TO_LAST_STOP.match(text, since, at)
    start = stopped.end() if stopped else since
    for match in _LIST_NUMBER.finditer(text, start, at):
        if match.end() < at and not _inside_brackets(text, start, match.start()):
            start = max(start, match.end())
    return _behind_open_bracket(text, start, at)


def _behind_open_bracket(text: str, start: int, at: int) -> int:
    opened = text.rfind("(", start, at)
    if opened < 0 or text.find(")", opened, at) >= 0:
        return start
    inner = text[opened + 1 : at]
    return opened + 1 if len(inner) > 2 and not PREFIX.fullmatch(inner) else start


def _inside_brackets(text: str, start: int, at: int) -> bool:
    return text.count("(", start, at) > text.count(")", start, at)


def clause_start(text: str, left: int, right: int) -> int:
    """Return where the condition begins within ``text[left:right]``."""
    end = right
    while end > left and text[end - 1] in ",:、的者":
        end -= 1
    start = _comma_before(text, left, end)
    while start > left:
        part = text[start:right]
        before = _comma_before(text, left, start - 1)
        earlier = text[before : start - 1]
        if not (
            _ONLY_COUNT.fullmatch(part)
            or earlier.endswith(_COND_END)
            or (_COND_START.match(earlier) and not earlier.startswith("无"))
        ):
            break
        start = before
    while start < end and text[start] in ",;:。、)|\n ":
        start += 1
    return start


def _comma_before(text: str, left: int, end: int) -> int:
    """Return the place behind the last comma before `end` that is in no brackets or quotes."""
    if text.find(",", left, end) < 0:
        return left
    depth = 0
    for at in range(end - 1, left - 1, -1):
        sign = text[at]
        if sign in ")”》":
            depth += 1
        elif sign in "(“《":
            depth = max(0, depth - 1)
        elif sign == "," and not depth:
            return at + 1
    return left
