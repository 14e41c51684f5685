"""Read the notations of one text from left to right and make rules of them.

Each method is named after the notations it reads (:mod:`kaohe_tools.criteria.notations`) and
returns whether it took the words before the notation, so that the next condition begins behind it.
"""

from __future__ import annotations

import re
from decimal import Decimal

from kaohe_tools.criteria import bands, tiers, triggers, units
from kaohe_tools.criteria.drafts import Draft, Mark, freeze, words_of
from kaohe_tools.criteria.figures import number_or_none
from kaohe_tools.criteria.notations import Hit, find
from kaohe_tools.criteria.text import Clean, clean
from kaohe_tools.model import Criterion, Per, Rule, RuleKind, Unread

DEDUCT, BONUS, AWARD = RuleKind.DEDUCT, RuleKind.BONUS, RuleKind.AWARD

_KIND_OF_VERB = {"扣": DEDUCT, "减": DEDUCT, "罚": DEDUCT, "倒": DEDUCT}
_KIND_OF_VERB |= {"加": BONUS, "奖": BONUS, "增": BONUS, "追": BONUS}

_AT_MOST = re.compile(r"最多|最高|最大|至多|不超过|上限|限")
_RESPECTIVE = re.compile(r"分别|依次|各")
_MORE = re.compile(r"再|另外?|(?<!累)加$|增$|追加|还")
_BEYOND = re.compile(r"追加|总分")
_TAKEN_ALREADY = re.compile(r"(?:[不无未被没免已]|没有|累计|曾)$")
_OUTCOME = re.compile(r"(?:取|考|总|应|平均|最后|综合|评分|标准|最终|不|心|获|测评|评估|考核|换)$")
_STRUCTURE = re.compile(r"共计?[0-9]{1,4}分|总分|满分|总计[0-9]|合计[0-9]|共[0-9]{1,4}分")
_FAILS = re.compile(r"不|未|没|无|缺|少|迟|漏|违|逾|超|差|错|假|投诉|事故|旷|早退|低于|降|否则|通报批评")
_GRADE = re.compile(
    r"(?:优秀?|良好?|中等?|差|较好|好|一般|较差|合格|不合格|[ABCD甲乙丙丁][级等]|[一二三四特]等奖?|第?[一二三四五六123456]名"
    r"|(?:国家|全国|中央|部|省部|省|市|地市|厅|县|区|县区|镇|乡镇|校|院)级?(?:媒体|部门|单位|刊物|奖项|及以上|以上)?)(?:的|为|者|:)?$"
)
_PLAIN_GRADE = re.compile(r"(?:优秀?|良好?|中等?|差|较好|较差|好|一般|合格|不合格|[ABCD甲乙丙丁][级等]?)$")
_MET = re.compile(
    r"(?:有|是|(?:完全|全部|基本|部分|大部分|比?较)?(?:符合|达标|完成|齐全|规范|落实|满意|满足|到位|达到|健全|完善)(?:要求|标准)?)[:,的]?"
)
_NO_CONDITION = re.compile(
    r"(?:满分|总分|共|共计|合计|总计|分值|基础分?|基本分?|标准分?|权重|占|各占|应得分|考核分|得分|评分|小计|计|成绩|分数|名|等|为|是|设|[≥≤<>=于足过达到至第每前后约近满在×*/+~-])$"
)
_FOLLOWS_CONDITION = re.compile(r"以|及以|[者为时的≤<>≥=×*/+~-]|之间|\(含|左右|制|\)")
_HEADING = re.compile(
    r"^(?:[一二三四五六七八九十0-9]{1,2}[、.]|\([一二三四五六七八九十0-9]{1,2}\)|第[一二三四五六七八九十])"
)
_REVERSED = re.compile(r"(?:^|[;。\n,])[0-9.]{1,5}分[:]")
_COUNTED_AWARD = re.compile(r"每|[一1][^,;:。0-9一二两三四五六七八九十]{1,3}$")
_RESTATED = re.compile(r"[|Nn×*、,/\s或()]*")


def parse_criterion(text: str, points: Decimal | int | float | str | None = None) -> Criterion:
    """Read a scoring text (评分标准) and return what it means.

    Parameters
    ----------
    text : str
        The cell as written; any text, of any length. Time grows linearly with it.
    points : number, optional
        The indicator's points; 不得分, 得满分 and 扣完为止 refer to them. None where unknown.

    Returns
    -------
    Criterion
        Rules in the order of the text. Every figure's place and every rule's `clause` are places in
        `text`. What looks like scoring but was not understood stands in `unread`.

    Examples
    --------
    >>> parse_criterion("简报每少1次扣0.5分，最多扣1分。").rules[0].cap
    Decimal('1')
    """
    if points is not None and not isinstance(points, Decimal):
        points = Decimal(str(points))
    return Reader(text, points).read()


class Reader:
    """The state of reading one text: rules so far, and where the next condition may begin."""

    def __init__(self, written: str, points: Decimal | None) -> None:
        self.written = written
        self.clean: Clean = clean(written)
        self.text = self.clean.text
        self.points = points
        self.drafts: list[Draft] = []
        self.item_cap: Decimal | None = None
        self.unread: list[Unread] = []
        self.taken = 0  # the text before this place belongs to notations already read
        self.context: RuleKind | None = None  # what figures without a verb mean here
        self.sub_points: Decimal | None = None  # (3分，少一次扣1分): the points of this sub-item
        self.sub_from = 0
        self.no_figure_at = -1
        self.pending: tuple[int, int] | None = None  # 酌情扣分, before its limit is read

    def read(self) -> Criterion:
        """Read all notations, then make runs of alternatives into bands."""
        for hit in find(self.text):
            name, _dot, variant = hit.name.partition(".")
            left = triggers.sentence_start(self.text, self.taken, hit.start)
            if not _readable(hit):
                self._not_read(left, hit, "unknown")
                self.taken = hit.end
            elif getattr(self, name)(hit, variant, left):
                self.taken = max(self.taken, hit.end)
        drafts = bands.merge(self.drafts, self.text, self.points)
        rules = tuple(freeze(d, self.clean, self.written) for d in drafts)
        return Criterion(text=self.written, rules=rules, item_cap=self.item_cap, unread=tuple(self.unread))

    # ---- rules ------------------------------------------------------------------------------

    def veto(self, hit: Hit, variant: str, left: int) -> bool:
        """一票否决, 取消…资格: no points, a consequence for the whole."""
        condition = bands.condition_in(self.text[left : hit.start]) if variant == "rated" else None
        if condition is not None and condition.unit == "分":
            return False  # 60分以下评定为不合格: how totals are graded
        if words_of(self.text[left : hit.start]):
            self._add(RuleKind.VETO, hit, left, hit.start)
        return True

    def amount(self, hit: Hit, variant: str, left: int) -> bool:
        """扣2分, 加1分, 得3分; lists and ranges of them; 最多扣5分."""
        kind = _KIND_OF_VERB.get(hit.match["verb"][0], AWARD)
        end, prefix = self._prefix(left, hit.start)
        if self._is_outcome(hit, kind, prefix):
            return False
        if kind is AWARD and hit.match["verb"][0] in "计记" and _STRUCTURE.search(self._sentence(hit)):
            return False
        if _AT_MOST.search(prefix):
            return self._at_most(hit, kind, left, end)
        self._amount(hit, kind, left, end, prefix)
        if hit.match["verb"]:
            self.context = kind
        return True

    def both(self, hit: Hit, _variant: str, left: int) -> bool:
        """加（扣）0.5分: the same figure either way."""
        end, _prefix = self._prefix(left, hit.start)
        for kind in (BONUS, DEDUCT) if hit.match["verb"][0] in "加奖增" else (DEDUCT, BONUS):
            self._amount(hit, kind, left, end, "")
        return True

    def reversed(self, hit: Hit, _variant: str, left: int) -> bool:
        """5分：无投诉；3分：投诉1次: the points stand before the condition."""
        end = self._until_stop(hit.end)
        others = len(_REVERSED.findall(self.text, max(0, hit.start - 120), end + 40))
        if others < 2:
            return False
        draft = self._add(AWARD, hit, hit.end, end)
        draft.start, draft.end = hit.start, end
        self._set_points(draft, hit)
        if draft.points == 0:
            draft.kind, draft.all_points, draft.points, draft.marks = RuleKind.ZERO, True, self.points, []
        self.taken = end
        return True

    def plus(self, hit: Hit, _variant: str, left: int) -> bool:
        """+2分: a bonus written as a positive number."""
        if not words_of(self.text[left : hit.start]):
            return False
        self._amount(hit, BONUS, left, hit.start, "")
        return True

    def minus(self, hit: Hit, _variant: str, left: int) -> bool:
        """-2分, -5~10: a deduction written as a negative number."""
        last = self.drafts[-1] if self.drafts else None
        own = self.text[left : hit.start]
        if _NO_CONDITION.search(own[-3:]):
            return False
        if last is not None and _RESTATED.fullmatch(own):
            if last.kind is DEDUCT:
                return True  # the score cell repeats the rule: 投诉一条扣5分 | N×-5
            self._amount(hit, DEDUCT, last.left, last.words[1], "")
            return True
        if not words_of(own):
            return False
        end = hit.start - 1 if own.endswith("|") else hit.start
        self._amount(hit, DEDUCT, left, end, "")
        return True

    def share(self, hit: Hit, variant: str, left: int) -> bool:
        """扣15%: a share of the item's points."""
        figure = "b" if variant and hit.match["a"] is None else "a"
        value = number_or_none(hit.match[figure])
        if value is None:
            return False
        end, _prefix = self._prefix(left, hit.start)
        draft = self._add(AWARD if variant else DEDUCT, hit, left, end)
        draft.share = value / 100
        draft.per = units.per_before(self.text[left:end])
        draft.marks.append(Mark("share", *hit.match.span(figure), value))
        return True

    def ratio_list(self, hit: Hit, _variant: str, left: int) -> bool:
        """按3:2:1比例加分."""
        draft = self._add(_KIND_OF_VERB.get(hit.match["verb"][0], AWARD), hit, left, hit.start)
        draft.per = units.per_before(self.text[left : hit.start])
        self._set_tiers(draft, hit)
        return True

    def zero(self, hit: Hit, variant: str, left: int) -> bool:
        """不得分, 0分, 扣除全部分值."""
        end, _prefix = self._prefix(left, hit.start)
        if variant == "all" and not words_of(self.text[left:end]) and self._last_kind() is DEDUCT and self.drafts:
            return self.all_gone(hit, "", left)
        scope = triggers.SCOPE_AT_END.search(self.text[left:end])
        if scope is not None:
            end = left + scope.start()
        draft = self._add(RuleKind.ZERO, hit, left, end)
        draft.all_points = True
        draft.points = self.points
        if scope is not None and "小" in scope[0]:
            draft.scope, draft.points = scope[0].lstrip(",、:"), None
        return True

    def full(self, hit: Hit, _variant: str, left: int) -> bool:
        """得满分."""
        end, _prefix = self._prefix(left, hit.start)
        draft = self._add(AWARD, hit, left, end)
        draft.all_points = True
        draft.points = self.points
        return True

    def proportional(self, hit: Hit, variant: str, left: int) -> bool:
        """按完成比例得分, 办结率×15分."""
        said = hit.match[0]
        if re.search(r"[0-9]:[0-9]", said):
            return False
        draft = self._add(RuleKind.PROPORTIONAL, hit, left, hit.start)
        draft.points = self.points
        if variant:
            figure = hit.match.groupdict().get("a")
            draft.points = number_or_none(figure) if figure else self.points
            start = triggers.clause_start(self.text, left, hit.start)
            tail = self._until_sign(hit.end) if said.endswith(("×", "乘以")) else hit.end
            draft.end = tail
            draft.expr = self.text[start:tail].strip(",:")
            if figure and draft.points is not None:
                draft.marks.append(Mark("points", *hit.match.span("a"), draft.points))
        else:
            draft.expr = said
        return True

    def factor(self, hit: Hit, _variant: str, left: int) -> bool:
        """减半扣分, 加倍: a multiple of what another rule says."""
        said = hit.match[0]
        kind = next((_KIND_OF_VERB.get(c, AWARD) for c in said if c in "扣奖得计记给"), None)
        if "加分" in said or said.endswith("加"):
            kind = BONUS
        if kind is None:
            kind = self.drafts[-1].kind if self.drafts else None
        if kind not in (DEDUCT, BONUS, AWARD):
            return False
        end, _prefix = self._prefix(left, hit.start)
        draft = self._add(kind, hit, left, end)
        draft.factor = Decimal("0.5") if re.search(r"减半|折半|一半|0\.5", said) else Decimal(2)
        return True

    def bare(self, hit: Hit, variant: str, left: int) -> bool:
        """A figure without a verb: 一处不符合2分, 良好3分; or no rule at all: （10分）, 满分100分."""
        before, after = self.text[hit.start - 1 : hit.start], self.text[hit.end : hit.end + 1]
        if before == "(" and after in (",", ")", "、", ";"):
            if self.pending and variant == "range":
                self._amount(hit, self.context or DEDUCT, *self.pending, "")
                return True
            if (
                after == ")"
                and variant != "list"
                and _PLAIN_GRADE.search(self.text[max(left, hit.start - 6) : hit.start - 1])
            ):
                self._amount(hit, AWARD, left, hit.start - 1, "").bare = True
                return True
            if after != ")":
                self.sub_points, self.sub_from = number_or_none(hit.match[0][:-1]), len(self.drafts)
            return True
        end, prefix = self._prefix(left, hit.start)
        if _AT_MOST.search(prefix):
            return not variant and self._at_most(hit, self._last_kind(), left, end)
        kind = self._kind_of_bare(hit, left, end)
        if kind is None:
            return False
        if self.unread and self.unread[-1].why == "no-figure" and self.no_figure_at >= self.taken - 1:
            self.unread.pop()  # 被评为先进的加分，省级5分: the figure follows
        draft = self._amount(hit, kind, left, end, prefix)
        draft.bare = True
        return True

    # ---- limits -----------------------------------------------------------------------------

    def limit(self, hit: Hit, variant: str, left: int) -> bool:
        """扣至4分为止, 5分封顶, 上限3分."""
        value = number_or_none(hit.match["a"])
        if value is None or (variant and self.text[hit.end : hit.end + 1] in ("的", "者", "时")):
            return False
        if not self.drafts:
            return False
        end, prefix = self._prefix(left, hit.start)
        item = hit.match[0][0] in "扣减" or triggers.ITEM_SCOPE.search(self.text[left:end] + prefix) is not None
        self._cap(hit, value, self._last_kind(), item)
        return True

    def all_gone(self, hit: Hit, _variant: str, _left: int) -> bool:
        """扣完为止: the item's points are the limit, or those of the sub-item just named."""
        sub = self._sub_item_points()
        if sub is not None and sub != self.points:
            for draft in self.drafts[self.sub_from :]:
                if draft.kind is DEDUCT and draft.cap is None:
                    draft.cap = sub
        elif self.points is not None:
            self.item_cap = self.points
        if self.drafts:
            self.drafts[-1].end = hit.end
        return True

    def condition(self, hit: Hit, variant: str, _left: int) -> bool:
        """扣满4分的: a condition, and a limit of the rules before it."""
        value = number_or_none(hit.match["a"]) if variant == "exhausted" else None
        if value is not None and any(d.kind is DEDUCT for d in self.drafts):
            self.item_cap = value
        return False

    # ---- no rules ---------------------------------------------------------------------------

    def exempt(self, _hit: Hit, _variant: str, _left: int) -> bool:
        """不扣分: no rule."""
        return True

    def discretion(self, hit: Hit, _variant: str, left: int) -> bool:
        """酌情扣分: no rule unless a limit follows; noted as not readable."""
        self.pending = (left, hit.start)
        self.context = _KIND_OF_VERB.get(next((c for c in hit.match[0] if c in "扣减加"), ""), AWARD)
        self._not_read(left, hit, "discretion")
        return True

    def unknown(self, hit: Hit, _variant: str, left: int) -> bool:
        """扣3分以上: an amount without an end."""
        before = self.text[max(left, hit.start - 4) : hit.start]
        if _TAKEN_ALREADY.search(before) or self.text[hit.end : hit.end + 1] in ("的", "者", "时"):
            return False
        self._not_read(left, hit, "unknown")
        return True

    def no_figure(self, hit: Hit, variant: str, left: int) -> bool:
        """缺1次扣分: the figure is missing. 加分： is a heading."""
        if variant:
            self._not_read(left, hit, "no-figure")
            return True
        before, after = self.text[max(left, hit.start - 1) : hit.start], self.text[hit.end : hit.end + 1]
        if before in tuple("被无未有所已不或和与、免") or after not in ("", *",;。)\n:"):
            return False
        self.context = _KIND_OF_VERB.get(hit.match[0][0])
        words = words_of(self.text[left : hit.start])
        if after == ":" or not words or re.fullmatch(r"[0-9.]+分?", words):
            return after == ":"
        self._not_read(left, hit, "no-figure")
        self.no_figure_at = hit.end
        return True

    # ---- helpers ----------------------------------------------------------------------------

    def _add(self, kind: RuleKind, hit: Hit, left: int, end: int) -> Draft:
        start = triggers.clause_start(self.text, left, end)
        if not words_of(self.text[start:end]) and self.drafts and left >= self.drafts[-1].end:
            words = self.drafts[-1].words  # …，不得分，并追加扣10分: the same condition
        else:
            words = (start, end)
        draft = Draft(kind=kind, left=left, words=words, start=start, end=hit.end)
        self.drafts.append(draft)
        self.pending = None
        return draft

    def _amount(self, hit: Hit, kind: RuleKind, left: int, end: int, prefix: str) -> Draft:
        groups = hit.match.groupdict()
        if kind is AWARD and groups.get("a") and number_or_none(groups["a"]) == 0:
            self.zero(hit, "", left)
            return self.drafts[-1]
        words = self.text[left:end]
        behind = units.per_behind(self.text, hit.end)
        per = behind[0] if behind else units.per_before(words)
        if kind is AWARD and not behind and not _COUNTED_AWARD.search(words):
            per = None  # 推广2篇，得2分: a target that is met, not a rate
        last = self.drafts[-1] if self.drafts else None
        if kind is AWARD and per is None and last is not None and last.bare and last.kind is AWARD and last.per:
            if groups.get("a") and number_or_none(groups["a"]) == last.points:
                last.words = (triggers.clause_start(self.text, left, end), end)
                last.end = hit.end  # 1项1分，落实得1分: said twice
                return last
        draft = self._add(kind, hit, left, end)
        draft.per, draft.prefix = per, prefix
        draft.additional = bool(_MORE.search(prefix))
        draft.beyond_item = kind is DEDUCT and bool(
            _BEYOND.search(prefix) or "总分" in groups.get("obj", "") or "总分" in words[-6:]
        )
        if draft.beyond_item:
            draft.additional = False
        if behind:
            draft.end = self.taken = behind[1]
        if groups.get("list"):
            self._set_tiers(draft, hit)
        elif groups.get("range"):
            self._set_range(draft, hit, prefix)
        else:
            self._set_points(draft, hit)
        if self.sub_points is not None and kind is DEDUCT:
            draft.cap = self.sub_points
        if "各" in prefix:
            self._each(draft)
        elif per is not None:
            self._several_units(draft)
        return draft

    def _set_points(self, draft: Draft, hit: Hit) -> None:
        value = number_or_none(hit.match["a"])
        draft.points = value
        if value is not None:
            draft.marks.append(Mark("points", hit.match.start("a"), hit.match.end("a"), value))
        if draft.kind is AWARD and value is not None and value == self.points and draft.per is None:
            draft.all_points = True

    def _set_range(self, draft: Draft, hit: Hit, prefix: str) -> None:
        figures = tiers.figures_in(self.text, *hit.match.span("range"))
        if len(figures) != 2:
            return
        low, high = sorted(f[2] for f in figures)
        draft.min, draft.points = low, high
        for start, end, value in figures:
            draft.marks.append(Mark("points" if value == high else "min", start, end, value))
        if _RESPECTIVE.search(prefix):
            words = self.text[draft.left : draft.words[1]]
            for count in range(3, 8):
                labels = tiers.labels_for(count, words)
                if labels:
                    draft.tiers = tiers.interpolated(low, high, count)
                    draft.tier_labels = labels
                    return

    def _set_tiers(self, draft: Draft, hit: Hit) -> None:
        figures = tiers.figures_in(self.text, *hit.match.span("list"))
        draft.tiers = tuple(value for _start, _end, value in figures)
        draft.points = max(draft.tiers)
        draft.tier_labels = tiers.labels_for(len(figures), self.text[draft.left : draft.words[1]])
        draft.marks += [Mark("tier", s, e, v, n) for n, (s, e, v) in enumerate(figures)]

    def _each(self, draft: Draft) -> None:
        """各扣1分 over several named conditions is one rule for each."""
        if draft.per is not None or draft.tiers:
            return
        start, end = draft.words
        parts = _named(self.text[start:end])
        if len(parts) < 2:
            if draft.kind is AWARD:
                draft.per = Per(unit="项")
            return
        self.drafts.pop()
        for at, to in parts:
            self.drafts.append(_copy(draft, (start + at, start + to)))

    def _several_units(self, draft: Draft) -> None:
        """制度每缺一项、人员每缺一人，扣0.5分: one rule for each unit."""
        start, end = draft.words
        parts = re.split(r"(?<=[^0-9,;。])、|或者?|,", words_of(self.text[start:end]))
        if len(parts) < 2 or not all(re.search(r"每[缺少漏欠低有发出]", p) for p in parts):
            return
        pers = [units.per_before(p) for p in parts]
        if any(p is None for p in pers):
            return
        self.drafts.pop()
        for per in pers:
            twin = _copy(draft, draft.words)
            twin.per = per
            self.drafts.append(twin)

    def _at_most(self, hit: Hit, kind: RuleKind, left: int, end: int) -> bool:
        value = number_or_none(hit.match.groupdict().get("a") or "x")
        if value is None:
            return False
        own = self.text[left:end]
        scope_only = triggers.SCOPE_ONLY.fullmatch(own) is not None
        if scope_only and self.pending and not any(self.text[self.pending[1] : left].count(c) for c in "。;"):
            left, end = self.pending
            scope_only = False
        if not scope_only:
            draft = self._amount(hit, kind, left, end, "")
            if draft.per is None or draft.min is None:
                draft.min = Decimal(0)
            self.context = kind
            return True
        item = triggers.ITEM_SCOPE.search(own) is not None
        self._cap(hit, value, kind, item)
        return True

    def _cap(self, hit: Hit, value: Decimal, kind: RuleKind, item: bool) -> None:
        at = (hit.match.start("a"), hit.match.end("a"))
        same = [d for d in self.drafts[-40:] if d.kind is kind]
        if not same:
            if kind is DEDUCT and (item or not self.drafts):
                self.item_cap = value
            return
        if item and kind is DEDUCT:
            self.item_cap = value
        else:
            for draft in same if item else same[-1:]:
                if draft.cap is None:
                    draft.cap = value
                    draft.marks.append(Mark("cap", *at, value))
        self.drafts[-1].end = max(self.drafts[-1].end, hit.end)

    def _sub_item_points(self) -> Decimal | None:
        if self.sub_points is not None:
            return self.sub_points
        for draft in reversed(self.drafts[-8:]):
            if draft.kind is AWARD and draft.points is not None and not draft.per and not draft.tiers:
                self.sub_from = len(self.drafts) - 8
                return draft.points
        return None

    def _prefix(self, left: int, at: int) -> tuple[int, str]:
        """Return where the condition ends before 分别, 最多, 再 …, and those words."""
        begin = max(left, at - 24)
        match = triggers.PREFIX.search(self.text[begin:at])
        return (begin + match.start(), match[0]) if match else (at, "")

    def _is_outcome(self, hit: Hit, kind: RuleKind, prefix: str) -> bool:
        """Whether the points are spoken of, not given: 取得90分, 被扣3分的."""
        before = self.text[max(0, hit.start - 4) : hit.start]
        after = self.text[hit.end : hit.end + 1]
        if kind is AWARD:
            return bool(_OUTCOME.search(before)) or after in ("的", "者", "为", "时")
        return not prefix and bool(_TAKEN_ALREADY.search(before))

    def _kind_of_bare(self, hit: Hit, left: int, end: int) -> RuleKind | None:
        own = self.text[left:end].lstrip(",:、)|")
        if (
            not words_of(own)
            or _FOLLOWS_CONDITION.match(self.text, hit.end)
            and not units.per_behind(self.text, hit.end)
        ):
            return None
        part = own[own.rfind(",") + 1 :]
        if _NO_CONDITION.search(part) or _STRUCTURE.search(self._sentence(hit)):
            return None
        if self.text[hit.end : hit.end + 1] == ")" and "(" not in own:
            return None
        if bands.condition_in(part) is not None and part.endswith(("上", "下", "间", "内", "分", "%")):
            return AWARD
        if part.endswith(":") and bands.condition_in(part.rstrip(":")) is not None:
            return AWARD
        if "range" in hit.match.re.groupindex and self._is_grading(hit):
            return None
        if _MET.fullmatch(part):
            return AWARD
        counts = units.per_behind(self.text, hit.end) is not None or units.counted(own)
        same_sentence = bool(self.drafts) and left == self.taken
        if counts and (self.context is None or not same_sentence):
            return DEDUCT if _FAILS.search(part) else self.context or AWARD
        if _GRADE.search(part):
            return self.context or AWARD
        if self.context is not None and not _HEADING.match(part) and len(part) <= 12 and hit.start - self.taken <= 14:
            return self.context
        return None

    def _is_grading(self, hit: Hit) -> bool:
        """优秀90-100分: grades of a total, no points of this item."""
        high = max(f[2] for f in tiers.figures_in(self.text, *hit.match.span("range")))
        return high > self.points if self.points is not None else high >= 60

    def _last_kind(self) -> RuleKind:
        for draft in reversed(self.drafts[-8:]):
            if draft.kind in (DEDUCT, BONUS, AWARD):
                return draft.kind
        return self.context or DEDUCT

    def _sentence(self, hit: Hit) -> str:
        stop = self.text.find("。", hit.end, hit.end + 60)
        begin = max(0, hit.start - 60)
        return self.text[begin : hit.end + 60 if stop < 0 else stop]

    def _until_sign(self, at: int) -> int:
        match = re.compile(r"[^,;。)\n]{0,20}").match(self.text, at)
        return match.end() if match else at

    def _until_stop(self, at: int) -> int:
        match = re.compile(r"[^;。\n]{0,120}").match(self.text, at)
        return match.end() if match else at

    def _not_read(self, left: int, hit: Hit, why: str) -> None:
        start = triggers.clause_start(self.text, left, hit.start)
        at, to = self.clean.back(start, hit.end)
        self.unread.append(Unread(text=self.written[at:to], start=at, end=to, why=why))


def _readable(hit: Hit) -> bool:
    """Whether every Chinese numeral of a notation makes a number (百零百 does not)."""
    said = (hit.match[n] or "" for n in ("a", "b", "list", "range") if n in hit.match.re.groupindex)
    return all(number_or_none(n) is not None for part in said for n in tiers.FIGURE.findall(part))


def _named(words: str) -> list[tuple[int, int]]:
    """Return the places of conditions named side by side: 未签约的，未备案的 / 计划、总结缺失."""
    sign = "," if re.search(r"的,.*的,?$", words) or re.search(r"未[^,、]+,未", words) else "、"
    found, at = [], 0
    body = words.rstrip(",:、")
    for match in re.finditer(f"{sign}|(?<=[^平缓温饱柔])和(?=[^谐睦解好平缓])", body):
        if body.count("(", 0, match.start()) > body.count(")", 0, match.start()):
            continue
        if match[0] == "和" and sign == ",":
            continue
        found.append((at, match.start()))
        at = match.end()
    found.append((at, len(body)))
    return found if len(found) > 1 and all(to > a for a, to in found) else []


def _copy(draft: Draft, words: tuple[int, int]) -> Draft:
    import dataclasses

    return dataclasses.replace(draft, words=words, marks=list(draft.marks))


__all__ = ["Reader", "Rule", "parse_criterion"]
