"""The plain data of a finding: figures and names that do not change with the language."""

from __future__ import annotations

import json

from kaohe_tools.checks import review_scheme
from kaohe_tools.locale import LANGUAGES, use_language
from kaohe_tools.model import Scheme
from kaohe_tools.profiles import Profile


def test_the_values_of_the_sample_are_the_same_in_both_languages(sample_scheme: Scheme, node_annual: Profile) -> None:
    said = []
    for lang in LANGUAGES:
        with use_language(lang):
            found = review_scheme(sample_scheme, node_annual).to_dict()["findings"]
            said.append([json.dumps((f["code"], f["cells"], f["values"]), ensure_ascii=False) for f in found])

    assert said[0] == said[1]
    total = review_scheme(sample_scheme, node_annual).of("SM01")[0].to_dict()["values"]
    assert {"n": 29, "total": 92, "expected": 100, "gap": 8} == total
