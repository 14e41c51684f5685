"""``kaohe lab``: open JupyterLab on a copy of the notebooks."""

from __future__ import annotations

import argparse
from pathlib import Path

from kaohe_tools.locale import _


def add_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of ``kaohe lab`` to its parser."""
    verb.description = _(
        "Open JupyterLab on a working folder with a copy of the notebooks and samples. It listens on this\n"
        "machine only and asks for the token in the printed address. Notebooks you changed are kept."
    )
    verb.add_argument("folder", nargs="?", type=Path, help=_("working folder; default: kaohe-work here"))
    verb.add_argument("--port", type=int, help=_("port; default: a free one from 8888 on"))
    verb.add_argument("--no-browser", action="store_true", help=_("print the address instead of opening it"))


def run(args: argparse.Namespace) -> int:
    """Open JupyterLab."""
    from kaohe_tools import lab

    return lab.run_lab(args.folder, browser=not args.no_browser, port=args.port, lang=args.lang or "")
