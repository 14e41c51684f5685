"""environment.yml, pyproject.toml and requirements.lock say the same, whichever of them one installs by."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
CONDA_NAMES = {"matplotlib": "matplotlib-base"}  # without the Qt that conda's own matplotlib brings
NOT_ON_CONDA_FORGE = {"pylopdf-fonts-zh-cn", "cn2an", "playwright", "pymcdm"}
ONLY_CONDA = {"python", "pip"}


def pyproject() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def wanted() -> dict[str, str]:
    """Every dependency of pyproject.toml, development groups included, with its version range."""
    content = pyproject()
    lines = list(content["project"]["dependencies"])
    for group in content["dependency-groups"].values():
        lines += [entry for entry in group if isinstance(entry, str)]
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(r.name): str(r.specifier) for r in requirements}


def conda() -> tuple[dict[str, str], dict[str, str]]:
    """The conda and the pip part of environment.yml."""
    entries = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    parts = [e for e in entries if isinstance(e, str)], next(e["pip"] for e in entries if isinstance(e, dict))
    split = [[re.fullmatch(r"([\w.-]+)(.*)", line).groups() for line in part] for part in parts]
    return dict(split[0]), dict(split[1])


def locked() -> dict[str, list[Version]]:
    """The versions in requirements.lock by name; several where they depend on Python's version."""
    versions: dict[str, list[Version]] = {}
    text = (ROOT / "requirements.lock").read_text("utf-8")
    for name, version in re.findall(r"(?m)^([\w.-]+)==([^\s;]+)", text):
        versions.setdefault(canonicalize_name(name), []).append(Version(version))
    return versions


def test_environment_yml_names_what_pyproject_names():
    """Names and lower bounds are the same, with conda's names for them."""
    from_conda, from_pip = conda()
    expected = {CONDA_NAMES.get(name, name): bound for name, bound in wanted().items()}
    actual = {name: bound for name, bound in (from_conda | from_pip).items() if name not in ONLY_CONDA}
    assert expected == actual


def test_environment_yml_takes_from_pip_only_what_conda_forge_lacks():
    assert set(conda()[1]) == NOT_ON_CONDA_FORGE & set(wanted())


def test_environment_yml_has_the_python_of_pyproject():
    assert conda()[0]["python"] == pyproject()["project"]["requires-python"]


@pytest.mark.parametrize("setting", ["http:", "https:", "file:", "index-url", "find-links", "trusted-host"])
def test_lock_names_no_machine_and_no_address(setting):
    """The lock must work for everyone: it holds versions and hashes, not where one machine got them."""
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    assert [line for line in lines if setting in line] == []


def test_lock_holds_every_dependency_at_a_version_that_pyproject_allows():
    versions = locked()
    outside = {
        name: bound
        for name, bound in wanted().items()
        if not versions.get(name) or not all(v in Requirement(f"{name}{bound}").specifier for v in versions[name])
    }
    assert outside == {}


def test_lock_has_a_hash_for_every_version():
    blocks = re.split(r"(?m)^(?=[\w.-]+==)", (ROOT / "requirements.lock").read_text("utf-8"))[1:]
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
