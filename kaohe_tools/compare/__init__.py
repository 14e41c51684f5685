"""What changed between two schemes (对比): two years, two drafts, a sheet and its rebalanced copy.

::

    seen = compare(old, new, load_results("results_2023.xlsx", old), profile=load_profile("node-annual"))
    seen.said                        # 29 行 92 分 → 29 行 100 分 …
    seen.of("points"), seen.added, seen.removed
    seen.rows[0].reworded[0].runs    # the words, marked
    seen.found.gone, seen.found.new
    seen.effect.replay.of("甲局").said

``matching`` says which row is which, ``words`` and ``rules`` what changed in one, ``rows`` gathers that;
``beside`` looks at the lists beside the rows; ``sections``, ``found`` and ``effect`` at the whole.
``outcomes`` carries an outcome model over, so that both schemes can be simulated.
"""

from kaohe_tools.compare.beside import AdjustmentChange, SharedCapChange
from kaohe_tools.compare.difference import Difference
from kaohe_tools.compare.effect import Effect, effect_of
from kaohe_tools.compare.found import FoundChange
from kaohe_tools.compare.matching import How, Match
from kaohe_tools.compare.outcomes import Carried, carry_model
from kaohe_tools.compare.rows import Reworded, RowChange
from kaohe_tools.compare.rules import CapChange, RuleChange
from kaohe_tools.compare.run import compare
from kaohe_tools.compare.sections import SectionChange, Side
from kaohe_tools.compare.words import Mark, Run, word_changes

__all__ = [
    "AdjustmentChange",
    "CapChange",
    "Carried",
    "Difference",
    "Effect",
    "FoundChange",
    "How",
    "Mark",
    "Match",
    "Reworded",
    "RowChange",
    "RuleChange",
    "Run",
    "SectionChange",
    "SharedCapChange",
    "Side",
    "carry_model",
    "compare",
    "effect_of",
    "word_changes",
]
