"""The catalogue as one Markdown page: every check with its reason, an example and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe_tools.checks._base import Check
from kaohe_tools.checks.catalogue import CATALOGUE, FAMILIES, family_label
from kaohe_tools.findings import Severity
from kaohe_tools.locale import _, text


def catalogue_page() -> str:
    """Return the whole catalogue as a Markdown page in the language in use.

    A table of all checks leads to a section for each; its heading is the code alone, so that ``#sm01``
    is its address on every site that shows Markdown.
    """
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield from ("# " + _("All checks"), "")
    yield from (
        str(text("{n} checks, made from the program itself: `kaohe checks --format md`.", n=len(CATALOGUE))),
        "",
    )
    yield from (_meaning(severity) for severity in Severity)
    yield from ("", _("A profile can change the severity of a check, or leave it out with a reason."), "")
    headings = (_("code"), _("problem"), _("check"), _("severity"))
    for family in FAMILIES:
        yield from (f"**{_capital(family_label(family))} {family}**", "")
        yield from (_row(headings), _row("--" for _heading in headings))
        yield from (_row(_cells(check)) for check in CATALOGUE if check.family == family)
        yield ""
    for family in FAMILIES:
        yield from (f"## {_capital(family_label(family))} {family}", "")
        for check in CATALOGUE:
            if check.family == family:
                yield from _section(check)


def _meaning(severity: Severity) -> str:
    said = {
        Severity.ERROR: _("the sheet cannot be used as it is"),
        Severity.WARNING: _("a reviewer would send it back"),
        Severity.NOTE: _("worth a look"),
    }[severity]
    return "- " + str(text("{name}: {what}", name=_marked(severity), what=said))


def _marked(severity: Severity) -> str:
    return f"{severity.mark} {severity.label}"


def _cells(check: Check) -> tuple[str, ...]:
    return (f"[{check.code}](#{check.code.lower()})", str(check.title), f"`{check.name}`", _marked(check.severity))


def _row(cells: Iterator[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _section(check: Check) -> Iterator[str]:
    said = check.explanation
    yield from (f"### {check.code}", "")
    yield from (f"**{check.title}** · `{check.name}` · {_marked(check.severity)}", "")
    yield from (str(check.summary), "")
    parts = (
        (_("Why it matters"), str(said.why)),
        (_("Example"), f"`{said.example}`"),
        (_("Better"), f"`{said.better}`"),
        (_("Fix"), str(said.fix)),
        (_("Known limits"), str(said.limits)),
        (_("Options"), ", ".join(f"`{option}`" for option in said.options) or _("None.")),
        (_("Source"), str(said.source)),
    )
    yield from ("- " + str(text("{name}: {what}", name=f"**{heading}**", what=body)) for heading, body in parts)
    yield ""


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
