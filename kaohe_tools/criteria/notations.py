"""The notations of scoring, one line each: name, pattern, and a sentence that is written so.

To find the pattern for a notation, look for its example. To add one, add a line; the reader
(:data:`kaohe_tools.criteria.reader.READERS`) has one function for that name (up to its dot).
Patterns are for cleaned text (:mod:`kaohe_tools.criteria.text`): no blanks, half-width signs.
At one place of the text the first line that fits wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from kaohe_tools.criteria.figures import DIGITS, FEN, NUM

DEDUCT = r"(?:扣除|扣减|扣掉|扣去|扣罚|罚扣|倒扣|扣分|扣|减去|减掉|减扣|减分|减|罚)"
BONUS = r"(?:奖励分?|(?<!等)奖(?:加|分)?|(?<![附参累])加(?:计|分)?|追加|增加|增记|增)"
AWARD = (
    r"(?:得分|(?<!不)得|计分|(?<![合共总小累统预设])计|记分|(?<![标登])记|给予|给分|(?<!供)给"
    r"|赋予|赋分|赋|评定?为?|打|获)"
)
OBJECT = (
    r"(?:(?!子|好|押|款|缴|留|紧|不|最|至|超|上|累|标|达|满|完|够|足)"
    r"[^0-9,;。、:()扣加减得分零一二两三四五六七八九十半百\n]{1,8}分?)?"
)
"""What the points are taken from, between verb and figure: 扣责任人2分, 扣该单位考核分2分."""

RANGE = rf"(?:{NUM}分?(?:[-~至到]|-{{1,2}})-?{NUM})"
LIST = rf"(?:(?:{NUM}分?[、,/和及或]){{1,9}}{NUM})"
NO_MORE = r"(?!以上|以下|及以|[0-9.%‰]|元|个|次|项|人|名|天|日|月|年|小时|分|份|台|万|倍|件|条|篇)"
"""After a figure without 分: nothing that would make it a number of something else."""
ALL = r"(?:为止|即止|为限|为0|为零)"
WHOLE = (
    r"(?:此|本|该|整个|这)?(?:大|小|单)?(?:项目?|条|款|指标)?(?:内容)?的?(?:全部|所有|全额|应得|相应|标准|基础|考核)?"
)
WHOLE_ITEM = (
    r"(?:(?:此|本|该|整个)(?:大|小|单)?(?:项目?|条|款|指标)(?:内容)?的?(?:全部|所有|全额|应得|相应|标准|基础|考核)?)"
)


@dataclass(frozen=True, slots=True)
class Notation:
    """One way of writing a rule: `name`, up to its dot, says which function reads it."""

    name: str
    pattern: str
    example: str


def _n(name: str, pattern: str, example: str) -> Notation:
    return Notation(name, pattern, example)


NOTATIONS: tuple[Notation, ...] = (
    # points before their condition
    _n("reversed", rf"(?:^|(?<=[;。\n,]))(?P<a>{DIGITS})分[:](?=[^0-9])", "5分：无投诉；3分：投诉1次"),
    # exclusion and whole-scheme consequences
    _n("veto", r"一票否[决优]", "发生重大责任事故的，一票否决"),
    _n(
        "veto.excluded",
        r"取消(?=[^,;。\n]{0,24}[评优先奖考年月参本该其级职执])[^,;。\n]{0,24}?(?:资格|评优|评先|绩效|奖励?金?|等次)(?:(?:评[优先]|先优|[和及与、])*(?:评选|评比|晋升|参评)?资格|[和及与、][^,;。\n]{0,12}资格)?",
        "弄虚作假的，取消年度评优资格",
    ),
    _n("veto.refused", r"不(?:得|能|予)(?:参加?评|评优|评先|评为|评定为)[^,;。\n]{0,10}", "出现责任事故的，不得评先"),
    _n(
        "veto.rated",
        r"(?:直接|年度考核|考核结?果?|评定|考评)(?:定|评|判定|确定|认定|等次)?为?(?:最差|不合格|不称职|不达标|末位)(?:等次|档次|等级)?",
        "瞒报数据的，年度考核直接定为不合格",
    ),
    _n(
        "veto.bonus_lost",
        r"扣[除发]?(?:当|全|本)[年月季]?(?:月|年|季)?(?:全部)?(?:考核奖|绩效奖|奖金|绩效工资)金?",
        "连续缺岗的，扣发当月考核奖",
    ),
    # what is no rule, though it speaks of points
    _n(
        "exempt",
        r"(?:可以?|不再|不予|免予|一律)?(?:不(?:再|予|另|重复|得)?(?:重复|另行|再)?(?:扣[除减]?分|扣减|失分|减分|加分|奖分|奖励分)|免扣分?|免予扣分)",
        "因不可抗力未完成的不扣分",
    ),
    _n(
        "exempt.method",
        r"(?:实行|采[取用]|执行)(?:的是)?倒?(?:扣|加|减)分(?:的?(?:制|法|办法|方法|方式))?|可以?(?:累计|累加|叠加)(?:扣|加|计)分",
        "本项实行倒扣分，扣完为止",
    ),
    _n(
        "discretion",
        r"(?:酌情|适当|视(?:情况?|情节|轻重|程度|(?![为同作])[^,;。\n]{1,8}))(?:给予|予以|相应)?(?:扣[除减]?分|扣减|加分|减分|给分|计分|记分|赋分|得分|打分)(?!值)",
        "资料不全的酌情扣分",
    ),
    # a table in one line: thresholds and their points
    _n(
        "table",
        rf"(?P<list>{DIGITS}%?(?:/{DIGITS}%?){{1,8}})(?:→|⇒|[-=]>|(?:分别)?对应(?:得|计)?)(?P<to>{DIGITS}(?:/{DIGITS}){{1,8}})(?:{FEN})?",
        "完成率100/90/80→5/4/3",
    ),
    # limits
    _n(
        "all_gone",
        rf"(?:直?至|直到|到)?(?:扣|减)(?:完|光|尽|至0分?|到0分?|至零分?|至|到)(?:{WHOLE}分值?数?)?{ALL}|(?:扣|减)(?:至|到)(?:0|零)分|直?至(?:该项|本项)?扣完|直到扣完|扣完(?:就|则)?止",
        "每少一次扣1分，扣完为止",
    ),
    _n(
        "limit",
        rf"(?:(?:扣|减|加|得|奖励?)?分?(?:以|至|到|完|满|够|足)?)(?P<a>{NUM})分?(?:封顶|为限|为止|为上限|为最高限)",
        "每少一次扣1分，扣至4分为止",
    ),
    _n("limit.upper", rf"(?:上限|封顶|最高限额|限额)(?:分值|分)?[为是]?(?P<a>{NUM}){FEN}", "每篇加1分，上限5分"),
    _n(
        "limit_share",
        rf"(?:最多(?:扣|扣除)?|不(?:得|能)?超过){WHOLE}(?:总分|满分|分值?数?)的(?P<a>{DIGITS})%",
        "每人次扣1分，累计扣分不超过本项分值的50%",
    ),
    _n("limit.no_more", rf"不(?:得|能)?(?:超过|超|高于|多于)(?P<a>{NUM}){FEN}", "累计加分不超过3分"),
    # conditions that speak of points
    _n("condition.exhausted", rf"扣(?:满|完|够|足)(?P<a>{NUM})分(?:以上|后|的|者|时)", "扣满6分的，另从总分中扣3分"),
    _n(
        "condition",
        rf"(?:被|已|累计|共|总计)(?:扣|减)分?(?:达|超过|满)?{NUM}分(?:以上|以下|及以上|及以下)?(?:的|者|后|时|,)",
        "全年被扣10分以上的",
    ),
    _n(
        "condition.step",
        rf"每(?:降低|提高|减少|增加|超过|超出|超|低于|高于|低|高|少|多|下降|上升|差|落后){NUM}分(?=[,扣加减得]|时|的)",
        "平均分每低1分扣0.5分",
    ),
    # amounts
    _n("unknown.mixed", rf"扣[除减]?{NUM}分[半一二三四五六七八九](?=[,;。)\n]|$)", "未完成的扣一分五"),
    _n(
        "share",
        rf"(?P<verb>扣除?)(?:{WHOLE}(?:总|应得)?(?:分值?数?|得分)的?)?(?:(?P<a>{NUM})%|百分之(?P<b>{NUM}))(?:的?(?:{WHOLE})?(?:分值?数?|得分|总分))?(?![^,;。\n)]{{0,6}}(?:工资|绩效|奖|金|费|款))",
        "每低5个百分点扣15%",
    ),
    _n(
        "share.award",
        rf"(?P<verb>得|计|给)(?:(?:{WHOLE}(?:分值?数?|得分)的)(?P<a>{NUM})%|(?P<b>{NUM})%(?:的?{WHOLE}(?:分值?数?|得分)))",
        "基本落实的，得该项分值的50%",
    ),
    _n(
        "ratio_list",
        rf"按(?P<list>{DIGITS}(?::{DIGITS}){{1,5}})的?比例(?:给予|进行|依次)?(?P<verb>加分?|奖分?|奖励|扣分?|得分?|计分?)分?",
        "多报一篇按3:2:1比例加分",
    ),
    _n(
        "both",
        rf"(?P<verb>(?:加|奖|增)(?:\((?:扣|减)\)|[/、或](?:扣|减)|减)|(?:扣|减)(?:\((?:加|奖)\)|[/、或](?:加|奖)))(?P<a>{NUM}){FEN}",
        "每增减1%，加（扣）0.5分",
    ),
    _n(
        "amount.list",
        rf"(?P<verb>{DEDUCT})(?P<obj>{OBJECT})(?P<list>{LIST}){FEN}",
        "被省、市、县通报的，分别扣3分、2分、1分",
    ),
    _n(
        "amount.range",
        rf"(?P<verb>{DEDUCT})(?P<obj>{OBJECT})(?P<range>{RANGE})(?:{FEN}|{NO_MORE})",
        "落实不力的扣1-3分",
    ),
    _n("amount", rf"(?P<verb>{DEDUCT})(?P<obj>{OBJECT})(?P<a>{NUM}){FEN}", "未完成的扣2分"),
    _n("amount.no_unit", rf"(?P<verb>{DEDUCT})(?P<obj>)(?P<a>{DIGITS}){NO_MORE}", "每人次扣0.1，此项最多扣3分"),
    _n(
        "amount.bonus_list",
        rf"(?P<verb>{BONUS})(?P<obj>)(?P<list>{LIST}){FEN}",
        "获国家、省、市表彰的，分别加5分、3分、2分",
    ),
    _n("amount.bonus_range", rf"(?P<verb>{BONUS})(?P<obj>)(?P<range>{RANGE})(?:{FEN}|{NO_MORE})", "有创新的加1-5分"),
    _n("amount.bonus", rf"(?P<verb>{BONUS})(?P<obj>(?:(?<=奖励){OBJECT})?)(?P<a>{NUM}){FEN}", "获上级推广的加2分"),
    _n("amount.award_list", rf"(?P<verb>{AWARD})(?P<obj>)(?P<list>{LIST}){FEN}", "排名前三的，依次得5分、4分、3分"),
    _n("amount.award_range", rf"(?P<verb>{AWARD})(?P<obj>)(?P<range>{RANGE}){FEN}", "较好的得3-4分"),
    _n("amount.award", rf"(?P<verb>{AWARD})(?P<obj>(?:(?:基本|基础|标准)分)?)(?P<a>{NUM}){FEN}", "资料齐全的，得2分"),
    # everything or nothing
    _n(
        "zero",
        r"(?:均|都)?不(?:得|给|计|记|予计|予得|予记)(?:任何)?分(?![包散拆割解离批流配类])|(?:本项|此项|该项|整个项)?(?:得|计|记|为|按|评)?(?:(?<![0-9.])0分|零分)",
        "未开展的不得分",
    ),
    _n(
        "zero.all",
        rf"(?:扣[除完光]?(?:{WHOLE_ITEM}|全部|所有|全额)(?:分值?数?|得分)(?![0-9的值数])|扣[除完光]?全分|(?:分值?|得分)?(?:(?<![不齐健完安])全扣|全部扣除|全部扣完|扣完|扣光)(?=[,;。)\n]|$))",
        "未上报的扣除该项全部分值",
    ),
    _n("full", r"(?:得|计|记|给|赋|评)(?:予)?(?:满分|全分)|得(?:该|本|此)项全部分值?", "按期完成的得满分"),
    # amounts that follow a rate or another amount
    _n(
        "proportional",
        r"(?<![未不没])(?<!没有)(?:按|照|依|根据)[^,;。\n]{0,24}?(?:比例|比率|百分比|率|高低|占比|权重|进度|系数|比重|比值)[^,;。\n]{0,8}?(?:得分|计分|给分|赋分|记分|扣分|加分|减分|(?:折算|计算|核算|换算|折合|扣减|得出)(?:(?=[,;。)\n]|$)|[^,;。()\n]{0,4}分))",
        "按完成比例得分",
    ),
    _n("proportional.times", rf"(?:×|乘以)(?P<a>{NUM})(?:分|(?=[,;。)\n]|$))", "得分＝办结率×15分"),
    _n("proportional.of", rf"(?P<a>{NUM})分(?:×|乘以)", "10分×完成率"),
    _n(
        "proportional.share",
        r"(?:×|乘以)(?:该项|本项|此项|对应|相应|指标)?的?(?:权重|分值|标准分|满分|基准分|基础分|总分)分?值?"
        r"|(?:权重|分值|标准分|基准分)分?(?:×|乘以)",
        "得分＝完成率×分值",
    ),
    _n(
        "factor",
        r"(?:减半|折半|加倍|双倍|翻倍|翻番)(?:执行|扣|加|计|得|奖|给|处理|扣除|奖励|记)?分?|(?:扣|加|得|计|奖励?|按)(?:双倍|减半|加倍|翻倍|一半|两倍|2倍)(?:的?分值?|计分|扣分|加分)?|乘以(?:2|0\.5)",
        "非主办人员减半扣分",
    ),
    _n(
        "minus",
        rf"(?<![0-9A-Za-z%‰)年月日.~-])-(?:(?P<range>{NUM}(?:[~至到]|-)-?{NUM})|(?P<a>{NUM}))(?:{FEN}|(?=[,;。)|/\n]|$))",
        "投诉每例-2分",
    ),
    _n(
        "plus",
        rf"(?<![0-9A-Za-z%])\+(?:(?P<range>{NUM}(?:[~至到]|-)\+?{NUM})|(?P<a>{NUM}))(?:{FEN}|(?=[,;。)|/\n]|$))",
        "获推广＋2分",
    ),
    # a verb without a figure; a figure without a verb
    _n("unknown", rf"扣[除减]?(?:{NUM}[分%]?[-~至到])?{NUM}(?:%|分(?:及?以上|左右|起))", "情节严重的扣3分以上"),
    _n("no_figure.share", r"扣[除减]?相应的?分[值数]?", "未完成的扣除相应分值"),
    _n("no_figure", r"(?:扣|加|奖|减)分(?![依项制标原根情处细办条表说值规内上])", "缺1次扣分"),
    _n("bare.list", rf"(?P<list>(?:{DIGITS}分[、,/]){{1,9}}{DIGITS}){FEN}", "一、二、三等奖5分、3分、1分"),
    _n("bare.range", rf"(?P<range>{DIGITS}分?[-~至]{DIGITS}){FEN}", "良好3-4分"),
    _n("bare", rf"(?P<a>{DIGITS}){FEN}", "发现一处缺损2分"),
)

_STARTS = (
    r"\-+×一二两三四五六七八九十百半零每扣减罚倒加奖追增得计记给赋打获评按照依根乘"
    r"取不直年考可免实采执酌适视到至以完满够足上封最限被已累共总均都本此该整为全分权标基翻双折"
)
"""With what a notation can begin that does not begin with a figure."""
_FIGURE = r"(?<![0-9.])[0-9.]+[分%/封为~至-]"
"""A figure with which a notation can begin, up to the sign behind it: most figures in a text are none."""
_GROUP = re.compile(r"\(\?P<(\w+)>")


def _without_names(pattern: str) -> str:
    return _GROUP.sub("(?:", pattern)


_ONE = tuple(re.compile(n.pattern) for n in NOTATIONS)
# an empty group behind each tells which one it was; one around it would hide its first character from `re`,
# which passes over alternatives that begin with another
_ANY = re.compile(f"(?=[{_STARTS}]|{_FIGURE})(?:{'|'.join(f'(?:{_without_names(n.pattern)})()' for n in NOTATIONS)})")


class Hit(NamedTuple):
    """One notation found in a clean text, and where it begins and ends."""

    name: str
    match: re.Match[str]
    start: int
    end: int


def find(text: str) -> Iterator[Hit]:
    """Yield the notations in a clean text, from left to right, without overlap."""
    for match in _ANY.finditer(text):
        index = (match.lastindex or 1) - 1
        again = _ONE[index].match(text, match.start())
        if again is not None:
            yield Hit(NOTATIONS[index].name, again, *again.span())
