"""The checks: a linter for assessment sheets.

:func:`review_scheme` runs the catalogue on one scheme; :func:`check_catalogue` lists it;
:func:`check_title` names one check's problem in a few words; :func:`explain` says what it does and why;
:func:`catalogue_page` writes all of that as one page.
"""

from kaohe_tools.checks._base import Check
from kaohe_tools.checks.page import catalogue_page
from kaohe_tools.checks.run import check_catalogue, check_title, explain, find_checks, review_scheme

__all__ = ["Check", "catalogue_page", "check_catalogue", "check_title", "explain", "find_checks", "review_scheme"]
