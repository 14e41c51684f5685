"""``kaohe verify``: make a memo again from its inputs and say what differs."""

from __future__ import annotations

import argparse
from pathlib import Path

from kaohe_tools.commands.common import print_json
from kaohe_tools.locale import _


def add_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of ``kaohe verify`` to its parser."""
    verb.description = _(
        "Make a memo again from the file and the profile that it rests on, and list what differs, figure by\n"
        "figure: changed in the memo, by a changed file, by another profile, or by another version."
    )
    verb.epilog = _(
        "Examples:\n"
        "  kaohe verify memos/sheet-review_memo.docx         inputs beside the memo, or in the folder above\n"
        "  kaohe verify memo.html --inputs sheets\n"
        "  kaohe verify memo.docx --inputs sheets --profile office.toml\n"
        "Exit code: 0 the memo is what its inputs give, 1 it differs, 2 it cannot be made again."
    )
    verb.add_argument("memo", type=Path, metavar="MEMO", help=_("a memo: .docx, .html, .xlsx, .md or .json"))
    verb.add_argument(
        "--inputs", type=Path, metavar="DIR", help=_("folder with the reviewed file; default: beside the memo and here")
    )
    verb.add_argument(
        "--profile", metavar="NAME|FILE", help=_("what your office requires; default: the profile that the memo names")
    )
    verb.add_argument("--format", choices=("table", "json"), default="table", help=_("default: table"))


def run(args: argparse.Namespace) -> int:
    """Verify a memo and print what differs."""
    from kaohe_tools import terminal
    from kaohe_tools.memo.verify import verify_memo

    verified = verify_memo(args.memo, inputs=args.inputs, profile=args.profile)
    if args.format == "json":
        print_json(verified.to_dict())
    else:
        terminal.print_verified(verified)
    return 0 if verified.holds else 1
