"""Whether a memo holds, on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaohe_tools.errors import one_line
from kaohe_tools.locale import _, plain, text
from kaohe_tools.terminal.lines import say

if TYPE_CHECKING:
    from kaohe_tools.memo.verify import Verified


def print_verified(verified: Verified) -> None:
    """Print whether a memo holds, why not, and what differs."""
    recipe = verified.recipe
    files = plain(tuple(used.file for used in recipe.inputs))
    said = text("{file}: of {day}, rests on {input} and the profile {profile}.",
                file=verified.file, day=recipe.date, input=files, profile=recipe.profile)  # fmt: skip
    say(one_line(str(said)))
    if verified.holds:
        say(_("It holds: made again, it is the same, byte for byte."))
        return
    say(_("It differs:"))
    for cause in verified.causes:
        say(f"  ● {cause.said}")
        for memo, now in ((memo, now) for seen, memo, now in verified.facts if seen is cause):
            say("    " + one_line(_("memo: {memo}; now: {now}").format(memo=memo, now=now)))
    if verified.failed:
        say("    " + one_line(_("It cannot be made again: {why}").format(why=verified.failed)))
    for part in verified.parts:
        say(f"    {one_line(part)}")
    if verified.differences:
        say(_("Made again with {input} and the profile {profile}; places that differ: {n}").format(
            input=plain(verified.inputs), profile=verified.profile, n=len(verified.differences)))  # fmt: skip
    for difference in verified.differences:
        figures = ", ".join(f"{memo} → {again}" for memo, again in difference.figures)
        say(one_line(f"  {difference.place}" + (f"  {figures}" if figures else "")))
        say("    " + one_line(_("memo:  {words}").format(words=difference.memo or "—")))
        say("    " + one_line(_("again: {words}").format(words=difference.again or "—")))
