"""``kaohe parse``: the rules in criterion texts."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from kaohe_tools.errors import KaoheError
from kaohe_tools.locale import _, why
from kaohe_tools.plain_text import json_text


def add_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of ``kaohe parse`` to its parser."""
    verb.description = _("Read criterion texts and print the rules that were understood, one JSON object a line.")
    verb.add_argument("text", nargs="?", help=_("a criterion text"))
    verb.add_argument("--points", help=_("the indicator's points"))
    verb.add_argument("--jsonl", type=Path, metavar="FILE", help=_('lines {"id", "text", "points"} instead'))


def run(args: argparse.Namespace) -> int:
    """Read the rules in criterion texts."""
    from kaohe_tools.criteria.jsonl import parse_lines

    if (args.text is None) == (args.jsonl is None):
        raise KaoheError(_("name a criterion text, or a file of them with --jsonl."))
    if args.jsonl is None:
        lines = [json.dumps({"id": "1", "text": args.text, "points": args.points})]
    else:
        try:
            lines = args.jsonl.read_text(encoding="utf-8").splitlines()
        except OSError as err:
            raise KaoheError(_("{path} cannot be read: {why}").format(path=args.jsonl, why=why(err))) from err
        except UnicodeDecodeError as err:
            raise KaoheError(_("{path} is no UTF-8 text; save it as UTF-8.").format(path=args.jsonl)) from err
    for result in parse_lines(lines):
        sys.stdout.write(json_text(result) + "\n")
    return 0
