"""Run the catalogue on a scheme, and explain a check."""

from __future__ import annotations

import difflib
import traceback
from collections.abc import Iterable, Mapping

from kaohe_tools.checks._base import Check, Draft, NotApplicable
from kaohe_tools.checks.catalogue import CATALOGUE, FAMILIES, REDIRECTS
from kaohe_tools.errors import CheckOptionError
from kaohe_tools.findings import CheckRun, Finding, Review, Severity, Status
from kaohe_tools.locale import _, text
from kaohe_tools.model import Scheme
from kaohe_tools.profiles import Profile, load_profile


def check_catalogue() -> tuple[Check, ...]:
    """Return every check's record, in the order of the codes of each family."""
    return CATALOGUE


def find_checks(wanted: str) -> tuple[Check, ...]:
    """Return the checks that a code, a name or a family (two letters) stands for.

    Raises
    ------
    CheckOptionError
        If there is none; the message names the nearest known ones.
    """
    word = wanted.strip()
    code = REDIRECTS.get(word.upper(), word.upper())
    hits = tuple(c for c in CATALOGUE if code in (c.code, c.family) or word.lower() == c.name)
    if hits:
        return hits
    known = [c.code for c in CATALOGUE] + [c.name for c in CATALOGUE] + list(FAMILIES)
    near = difflib.get_close_matches(code, known, 2, 0.5) + difflib.get_close_matches(word.lower(), known, 2, 0.5)
    raise CheckOptionError(
        _("there is no check “{wanted}”.{near} `kaohe checks` lists them all.").format(
            wanted=wanted,
            near=_(" Did you mean {near}?").format(near=", ".join(dict.fromkeys(near))) if near else "",
        )
    )


def check_title(name: str) -> str:
    """Return the few words for a check's problem in the language in use; the name itself for an unknown check."""
    return next((str(c.title) for c in CATALOGUE if c.name == name), name)


def review_scheme(
    scheme: Scheme,
    profile: Profile | None = None,
    *,
    select: Iterable[str] = (),
    ignore: Mapping[str, str] | None = None,
) -> Review:
    """Check a scheme against a profile and return what was found and how every check ended.

    Parameters
    ----------
    profile : Profile or None
        What the office requires; None: the profile ``default``.
    select : iterable of str
        Codes, names or families to run; none given: all. The others are recorded as not run.
    ignore : mapping of str to str
        Codes, names or families to leave out, each with its reason. The reason stays in the
        review. It goes before the profile's own list.

    Returns
    -------
    Review
        One run per check of the catalogue. A check that fails inside is recorded as crashed
        with its traceback, and the review goes on: it never looks like a passed one.

    Raises
    ------
    CheckOptionError
        If a check is unknown, or one is ignored without a reason.
    """
    profile = profile if profile is not None else load_profile("default")
    if isinstance(select, str):
        select = (select,)
    chosen = {c.code for wanted in select for c in find_checks(wanted)}
    reasons = _reasons(profile, ignore or {})
    severities = {c.code: Severity(severity) for wanted, severity in profile.severities for c in find_checks(wanted)}
    runs = []
    for check in CATALOGUE:
        if check.code in reasons:
            run = CheckRun(code=check.code, name=check.name, status=Status.NOT_RUN, reason=reasons[check.code])
        elif chosen and check.code not in chosen:
            run = CheckRun(code=check.code, name=check.name, status=Status.NOT_RUN, reason=text("it was not selected"))
        else:
            run = run_check(check, scheme, profile, severities.get(check.code, check.severity))
        runs.append(run)
    return Review(scheme=scheme, profile=profile, runs=tuple(runs))


def _reasons(profile: Profile, ignore: Mapping[str, str]) -> dict[str, str]:
    reasons: dict[str, str] = {}
    for wanted, reason in [*profile.ignored, *ignore.items()]:
        if not isinstance(reason, str) or not reason.strip():
            raise CheckOptionError(
                _("leaving out the check “{wanted}” needs a reason: it is kept in the memo.").format(wanted=wanted)
            )
        reasons |= {c.code: reason.strip() for c in find_checks(wanted)}
    return reasons


def run_check(check: Check, scheme: Scheme, profile: Profile, severity: Severity) -> CheckRun:
    """Run one check and say how it ended; whatever goes wrong inside becomes a crashed run."""
    try:
        found = tuple(_finding(check, draft, severity) for draft in check(scheme, profile))
    except NotApplicable as why:
        return CheckRun(code=check.code, name=check.name, status=Status.NOT_APPLICABLE, reason=why.reason)
    except Exception:  # noqa: BLE001 - a fault in one check must not take the other results away
        return CheckRun(code=check.code, name=check.name, status=Status.CRASHED, reason=traceback.format_exc())
    status = Status.FOUND if found else Status.PASSED
    return CheckRun(code=check.code, name=check.name, status=status, findings=found)


def _finding(check: Check, draft: Draft, severity: Severity) -> Finding:
    return Finding(
        code=check.code,
        name=check.name,
        severity=severity,
        message=draft.message,
        evidence=draft.evidence,
        section=draft.section,
        fix=draft.fix,
    )


def explain(code_or_name: str) -> str:
    """Return a check's explanation in the language in use, as Markdown.

    The headings are What it does, Why it matters, Example, Better, Options, Fix, Known limits
    and Source; those without a text are left out, except that an option-less check says so.

    Raises
    ------
    CheckOptionError
        If there is no such check.
    """
    return "\n\n\n".join(_explanation(check) for check in find_checks(code_or_name)) + "\n"


def _explanation(check: Check) -> str:
    said = check.explanation
    options = ", ".join(f"`{o}`" for o in said.options) or _("None.")
    parts = (
        (_("What it does"), str(check.summary)),
        (_("Why it matters"), str(said.why)),
        (_("Example"), said.example),
        (_("Better"), said.better),
        (_("Options"), options),
        (_("Fix"), str(said.fix)),
        (_("Known limits"), str(said.limits)),
        (_("Source"), str(said.source)),
    )
    title = f"# {check.code} {check.title} · {check.name} {check.severity.mark} {check.severity.label}"
    return "\n\n".join([title, *(f"## {heading}\n{body}" for heading, body in parts)])
