"""The command line: ``kaohe lab | app | review | show | parse | score | rebalance | simulate | compare | …``.

Exit codes: 0 nothing at or above ``--fail-on``; 1 findings; 2 unusable input or usage.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from kaohe_tools import __version__
from kaohe_tools.commands import (
    app,
    checks,
    compare,
    init,
    lab,
    memo,
    parse,
    rebalance,
    review,
    score,
    show,
    simulate,
    verify,
)
from kaohe_tools.errors import KaoheError
from kaohe_tools.locale import LANGUAGES, _, set_language
from kaohe_tools.plain_text import printable


class _Parser(argparse.ArgumentParser):
    """argparse speaking the user's language, and saying where help is."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(formatter_class=_Help, add_help=False, **settings)
        self._optionals.title = _("options")
        self._positionals.title = _("what to name")
        self.add_argument("-h", "--help", action="help", help=_("show this help"))

    def error(self, message: str) -> NoReturn:
        for pattern, said in _usage_errors():
            if match := re.fullmatch(pattern, message):
                message = said.format(*match.groups())
                break
        self.exit(2, _("{prog}: {message}\n{prog} --help tells more.\n").format(prog=self.prog, message=message))


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help with the usage line in the user's language."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, _("usage: ") if prefix is None else prefix)


def _usage_errors() -> tuple[tuple[str, str], ...]:
    """Return argparse's complaints as patterns, each with what to say instead."""
    return (
        (r"the following arguments are required: (.*)", _("{0} is missing")),
        (r"argument (.*?): invalid choice: '?(.*?)'? \(choose from (.*)\)", _("{0}: there is no {1}; choose from {2}")),
        (r"argument (.*?): expected one argument", _("{0}: what it should be is missing")),
        (r"argument (.*?): invalid (?:int|Path) value: '?(.*?)'?", _("{0}: {1} is no number")),
        (r"unrecognized arguments: (.*)", _("there is no option {0}")),
    )


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line, its texts in the language in use."""
    parser = _Parser(
        prog="kaohe",
        description=_("Read, check and review performance-assessment sheets."),
        epilog=_(
            "Start here:\n"
            "  kaohe lab                                     open the notebooks in JupyterLab\n"
            "  kaohe review sheet.xlsx                       what is wrong with a sheet\n"
            "  kaohe review sheet.xlsx --profile node-annual --format docx   and the memo about it\n"
            "  kaohe checks SM01                             what a check means"
        ),
    )
    parser.add_argument("--version", action="version", version=f"kaohe_tools {__version__}", help=_("show the version"))
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--lang", choices=LANGUAGES, help=_("language of all texts: zh (default) or en"))
    common.add_argument("-q", "--quiet", action="store_true", help=_("print only what was asked for"))
    verbs: Any = parser.add_subparsers(dest="verb", title=_("commands"), metavar=_("command"), parser_class=_Parser)
    for name, (module, help_) in _verbs().items():
        verb = verbs.add_parser(name, parents=[common], help=help_)
        module.add_options(verb)
        verb.set_defaults(run=module.run)
    return parser


def _verbs() -> dict[str, tuple[Any, str]]:
    """Return the commands: for each its module, and what it is for."""
    return {
        "lab": (lab, _("open JupyterLab on a copy of the notebooks")),
        "app": (app, _("serve a notebook's panel as a web page")),
        "init": (init, _("make the working folder: notebooks, samples, profile")),
        "review": (review, _("check sheets and write the memo")),
        "show": (show, _("show a sheet as it was read")),
        "parse": (parse, _("read the rules in a criterion text, as JSON lines")),
        "score": (score, _("score recorded results by the rules of a sheet")),
        "rebalance": (rebalance, _("move points under constraints, write them back")),
        "simulate": (simulate, _("what scores, grades and ranks would look like")),
        "compare": (compare, _("say what changed between two sheets or scenarios")),
        "memo": (memo, _("write a memo as an office would send it")),
        "verify": (verify, _("make a memo again and say what differs")),
        "checks": (checks, _("list the checks, or explain one")),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    argv = sys.argv[1:] if argv is None else list(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # Windows terminals default to a code page without many characters
            stream.reconfigure(encoding="utf-8", errors="replace")
    early = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    early.add_argument("--lang", choices=LANGUAGES)
    try:
        set_language(early.parse_known_args([a for a in argv if a not in ("-h", "--help")])[0].lang)
    except SystemExit as err:  # a --lang that is not known: argparse has said so
        return int(err.code or 2)
    parser = build_parser()
    args = parser.parse_args(argv)
    if args.verb is None:
        parser.print_help()
        return 2
    try:
        return int(args.run(args))
    except KaoheError as err:
        sys.stderr.write(printable(str(err)) + "\n")
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of the pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
