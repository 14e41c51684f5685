"""``kaohe app``: a notebook's panel as a web page."""

from __future__ import annotations

import argparse
from pathlib import Path

from kaohe_tools.locale import _


def add_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of ``kaohe app`` to its parser."""
    verb.description = _(
        "Serve the panel of a notebook as a web page, without JupyterLab around it. It listens on this machine\n"
        "only and asks for the token in the printed address. Sheets, memos and drafts are in the working folder."
    )
    verb.epilog = _(
        "Examples:\n"
        "  kaohe app                       the review panel\n"
        "  kaohe app 02_rebalance          the panel that moves points\n"
        "  kaohe app --folder our-work     on another working folder"
    )
    verb.add_argument(
        "notebook", nargs="?", type=Path, metavar="NOTEBOOK", help=_("one of the working folder; default: 01_review")
    )
    verb.add_argument("--folder", type=Path, metavar="DIR", help=_("working folder; default: kaohe-work here"))
    verb.add_argument("--port", type=int, help=_("port; default: a free one from 8888 on"))
    verb.add_argument("--no-browser", action="store_true", help=_("print the address instead of opening it"))


def run(args: argparse.Namespace) -> int:
    """Serve the page."""
    from kaohe_tools import app

    return app.run_app(args.notebook, args.folder, browser=not args.no_browser, port=args.port, lang=args.lang or "")
