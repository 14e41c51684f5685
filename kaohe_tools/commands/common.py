"""What several commands share."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from kaohe_tools.locale import _
from kaohe_tools.plain_text import json_text


def add_profile(verb: argparse.ArgumentParser) -> None:
    """Add the option that names the office's profile."""
    verb.add_argument(
        "--profile", default="default", metavar="NAME|FILE", help=_("what your office requires; default: default")
    )


def print_json(data: dict[str, Any]) -> None:
    """Print one JSON object, text unescaped."""
    sys.stdout.write(json_text(data, indent=2) + "\n")
