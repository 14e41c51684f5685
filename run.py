#!/usr/bin/env python3
"""Everything one does with a checkout of kaohe_tools, from a bare machine with Python and git.

    python3 run.py lab [DIR]       open JupyterLab on a copy of the notebooks
    python3 run.py test [...]      run the tests (what follows goes to pytest)
    python3 run.py lint            ruff, mypy, import contracts, texts in two languages
    python3 run.py bench           speeds against their limits: start-up, reading, scoring, rebalancing
    python3 run.py samples         every sample sheet against what it must give, as a table
    python3 run.py messages        renew the Chinese catalogue (--check: only compare)
    python3 run.py docs            renew docs/checks.md and its Chinese twin (--check: only compare)
    python3 run.py pictures        take the pictures of the panels that README shows

On Windows: ``py run.py lab``. The first call makes .venv beside this file and installs into it
exactly what requirements.lock names; later calls find it unchanged and start at once.
Only the standard library is used here.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
LOCK = HERE / "requirements.lock"
STAMP = VENV / ".installed"
OLDEST = (3, 11)
WINDOWS = os.name == "nt"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
BROWSER_FILES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
CHINESE_FONTS = ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",)
BROWSER_PACKAGES = ("chromium", "fonts-noto-cjk")


class CannotGoOnError(Exception):
    """The work cannot go on; the message says what to do."""


@functools.lru_cache
def chinese() -> bool:
    """Whether to speak Chinese: the lab is for designers and does, unless asked for English."""
    english = os.environ.get("KAOHE_LANG", "").lower().startswith("en") or {"en", "--lang=en"} & set(sys.argv)
    return sys.argv[1:2] == ["lab"] and not english


def say(english: str, zh: str = "") -> None:
    """Print one line of progress."""
    print(f"[run.py] {zh if chinese() and zh else english}", flush=True)


# ---------------------------------------------------------------- programs


def call(*command: str | Path, env: dict[str, str] | None = None) -> int:
    """Run a program in this folder with its output shown; Ctrl+C stops it and waits for its end."""
    process = subprocess.Popen([str(part) for part in command], cwd=HERE, env={**os.environ, **(env or {})})
    try:
        return process.wait()
    except KeyboardInterrupt:
        try:  # the terminal sent Ctrl+C to the program as well: let it end in its own way
            return process.wait(timeout=20)
        except (KeyboardInterrupt, subprocess.TimeoutExpired):
            process.terminate()
            return process.wait()


def answers(*command: str | Path) -> bool:
    """Whether a program starts and ends well, its output unseen."""
    try:
        return subprocess.run([str(part) for part in command], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def in_venv(name: str) -> Path:
    """Where a program of the environment is, such as ``python`` or ``ruff``."""
    return VENV / "Scripts" / f"{name}.exe" if WINDOWS else VENV / "bin" / name


@functools.lru_cache
def uv() -> str | None:
    """Return the uv on PATH, if it works (a shim may point nowhere)."""
    found = shutil.which("uv")
    return found if found and answers(found, "--version") else None


# ---------------------------------------------------------------- the environment


def fingerprint() -> str:
    """Return a digest of what the environment is made from: the lock, the package's own metadata, its folder."""
    digest = hashlib.sha256(str(HERE).encode())
    for file in (LOCK, HERE / "pyproject.toml"):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def prepare(*, get_venv: bool) -> None:
    """Make .venv, or bring it up to date; do nothing if it is."""
    wanted = fingerprint()
    if STAMP.is_file() and STAMP.read_text("utf-8").strip() == wanted and in_venv("python").exists():
        return
    began = time.monotonic()
    STAMP.unlink(missing_ok=True)
    make_venv(get_venv=get_venv)
    install_lock()
    install_package()
    STAMP.write_text(wanted + "\n", "utf-8")
    seconds = time.monotonic() - began
    say(f"Environment ready after {seconds:.0f} s.", f"环境已就绪，用时 {seconds:.0f} 秒。")


def usable_venv() -> bool:
    """Whether .venv holds a Python that is new enough, and pip where uv is missing."""
    test = f"import sys{'' if uv() else ', pip'}; sys.exit(sys.version_info < {OLDEST})"
    return in_venv("python").exists() and answers(in_venv("python"), "-c", test)


def make_venv(*, get_venv: bool) -> None:
    """Make .venv unless a usable one stands there; `get_venv` lets apt-get fetch what Debian leaves out."""
    if usable_venv():
        return
    say(f"Making {VENV} ...", f"正在建立运行环境 {VENV} ...")
    if uv():
        command: list[str | Path] = [str(uv()), "venv", "--quiet", "--clear", "--python", sys.executable, VENV]
    else:
        if not has_venv():
            package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
            if not (get_venv and apt_get(package) and has_venv()):
                raise CannotGoOnError(missing_venv(package))
        command = [sys.executable, "-m", "venv", "--clear", VENV]
    if call(*command) != 0:
        raise CannotGoOnError(f"{VENV} could not be made (see above). Delete that folder and try again.")


def has_venv() -> bool:
    """Whether this Python can make an environment with pip in it (Debian's cannot at first)."""
    return answers(sys.executable, "-c", "import ensurepip, venv; ensurepip.version()")


def missing_venv(package: str) -> str:
    """Say which one line mends a Python without venv."""
    line = f"apt-get update && apt-get install -y {package}"
    if not is_root():
        line = f"sudo sh -c '{line}'"
    hint = line if shutil.which("apt-get") else "install Python from https://www.python.org/downloads/"
    if chinese():
        return f"这个 Python 缺少 venv。请先执行：\n    {hint}\n然后重新运行。"
    return f"This Python comes without venv. Run this first, then try again:\n    {hint}"


def install_lock() -> None:
    """Install what requirements.lock names; every file's hash is compared."""
    total = len(re.findall(r"(?m)^[A-Za-z0-9][\w.-]*==", LOCK.read_text("utf-8")))
    say(
        f"Installing {total} packages from requirements.lock (first time only, 1-3 minutes) ...",
        f"正在按 requirements.lock 安装 {total} 个组件（仅首次需要，约 1-3 分钟）...",
    )
    if uv():
        good = call(str(uv()), "pip", "install", "--python", in_venv("python"), "--require-hashes", "-r", LOCK) == 0
    else:
        good = pip_install("--require-hashes", "-r", str(LOCK), total=total)
    if not good:
        raise CannotGoOnError(
            "组件安装失败，原因见上。请检查网络后重试。"
            if chinese()
            else "The packages could not be installed (see above). Check the network and try again."
        )


def install_package() -> None:
    """Install kaohe_tools itself, so that edits to the checkout count at once."""
    if uv():
        good = call(str(uv()), "pip", "install", "--quiet", "--python", in_venv("python"), "--no-deps", "-e", HERE) == 0
    else:
        good = pip_install("--no-deps", "-e", str(HERE), total=0)
    if not good:
        raise CannotGoOnError("kaohe_tools itself could not be installed (see above).")


def pip_install(*arguments: str, total: int) -> bool:
    """Run pip, with a line every 25 packages in place of its many hundred; all of them if it fails."""
    command = [str(in_venv("python")), "-m", "pip", "install", "--disable-pip-version-check", *arguments]
    lines, collected = [], 0
    with subprocess.Popen(
        command, cwd=HERE, text=True, encoding="utf-8", errors="replace",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        for line in process.stdout or ():
            lines.append(line)
            package = line.startswith(("Collecting ", "Processing "))
            collected += package
            if package and total and collected % 25 == 0:
                name = line.split()[1].rsplit("/", 1)[-1]
                say(f"  {collected} of {total}: {name}", f"  {collected} / {total}：{name}")
            if total and line.startswith("Installing collected"):
                say("  unpacking ...", "  正在解压 ...")
    if process.returncode != 0:
        print("".join(lines[-40:]), flush=True)
    return process.returncode == 0


# ---------------------------------------------------------------- the browser tests' needs


def is_root() -> bool:
    """Whether system packages may be installed without asking."""
    return not WINDOWS and os.geteuid() == 0


def apt_get(*packages: str) -> bool:
    """Install Debian packages if this user may; return whether that went well."""
    if not (is_root() and shutil.which("apt-get")):
        return False
    say(f"apt-get install {' '.join(packages)} ...")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    options = ("-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0", "-qq")
    install = ("apt-get", *options, "install", "-y", "--no-install-recommends", *packages)
    if answers("apt-cache", "show", *packages) and call(*install, env=quiet) == 0:
        return True
    say("apt-get update ...")
    return call("apt-get", *options, "update", env=quiet) == 0 and call(*install, env=quiet) == 0


def find_browser() -> str | None:
    """Where Chromium (or Chrome, Edge) is: KAOHE_CHROMIUM, then PATH, then the usual folders."""
    named = os.environ.get("KAOHE_CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    found = (shutil.which(name) for name in BROWSERS)
    return next((path for path in found if path), None) or next(
        (path for path in BROWSER_FILES if Path(path).exists()), None
    )


def has_chinese_font() -> bool:
    """Whether Chinese in a page is drawn as glyphs and not as boxes (Windows and macOS have fonts)."""
    if not sys.platform.startswith("linux") or any(Path(font).exists() for font in CHINESE_FONTS):
        return True
    listing = shutil.which("fc-list")
    return bool(listing and subprocess.run([listing, ":lang=zh-cn"], capture_output=True, check=False).stdout.strip())


def missing_for_browser() -> list[str]:
    """Return what the browser tests lack, as Debian package names."""
    return [*([] if find_browser() else ["chromium"]), *([] if has_chinese_font() else ["fonts-noto-cjk"])]


def wants_browser(arguments: list[str]) -> bool:
    """Whether a pytest command line can reach tests/browser (paths elsewhere, or ``not browser``, do not)."""
    paths = [a for a in arguments if not a.startswith("-") and Path(a.split("::")[0]).exists()]
    return "not browser" not in arguments and (
        not paths or any("browser" in path or Path(path).resolve() in (HERE, HERE / "tests") for path in paths)
    )


# ---------------------------------------------------------------- the verbs


def lab(arguments: list[str]) -> int:
    """Open JupyterLab on a copy of the notebooks."""
    program = str(in_venv("kaohe"))
    if not WINDOWS:  # which has no exec that keeps the console
        sys.stdout.flush()
        os.execv(program, [program, "lab", *arguments])  # noqa: S606 - so that ending this ends the lab
    return call(program, "lab", *arguments)


def test(arguments: list[str]) -> int:
    """Run the tests, after getting what those in a browser need."""
    if wants_browser(arguments) and missing_for_browser():
        apt_get(*missing_for_browser())
        if lacking := missing_for_browser():
            say(f"Missing for the browser tests: {', '.join(lacking)}.")
            say("They will fail (CI is set)." if os.environ.get("CI") else "They will be skipped. To run them:")
            say(f"    sudo apt-get install -y --no-install-recommends {' '.join(lacking)}")
            say("    or set KAOHE_CHROMIUM to a Chrome or Chromium program.")
    if not arguments:  # most of the time goes by in browsers and other programs: more workers than processors
        workers = max(2, min(4, (os.cpu_count() or 1) + 1))
        arguments = ["-n", str(workers), "--dist", "loadfile"]
    return call(in_venv("python"), "-m", "pytest", *arguments)


def lint(arguments: list[str]) -> int:
    """Run every check of the source, and say at the end which of them failed."""
    checks: dict[str, list[str | Path]] = {
        "ruff check": [in_venv("ruff"), "check", "."],
        "ruff format": [in_venv("ruff"), "format", "--check", "."],
        "mypy": [in_venv("mypy")],
        "import contracts": [in_venv("lint-imports")],
        "messages": [in_venv("python"), "tools/messages.py", "--check"],
    }
    failed = []
    for name, command in checks.items():
        say(f"{name} ...")
        if call(*command) != 0:
            failed.append(name)
    say(f"Failed: {', '.join(failed)}." if failed else f"All {len(checks)} passed.")
    return 1 if failed else 0


def bench(arguments: list[str]) -> int:
    """Run every script in bench/; each of them fails when a limit is passed."""
    codes = [call(in_venv("python"), script, *arguments) for script in sorted((HERE / "bench").glob("[!_]*.py"))]
    return 1 if any(codes) else 0


def messages(arguments: list[str]) -> int:
    """Renew the Chinese catalogue from the texts in the source, or compare it (--check)."""
    return call(in_venv("python"), "tools/messages.py", *arguments)


def samples(arguments: list[str]) -> int:
    """Compare every sample sheet with what was counted by hand; fail when anything differs."""
    return call(in_venv("python"), "tools/samples.py", *arguments)


def docs(arguments: list[str]) -> int:
    """Renew the pages that are made from the program, or compare them (--check)."""
    return call(in_venv("python"), "tools/docs.py", *arguments)


def pictures(arguments: list[str]) -> int:
    """Take the pictures of the panels, after getting the browser and font that they need."""
    if missing_for_browser() and not apt_get(*missing_for_browser()):
        raise CannotGoOnError(f"Missing for the pictures: {', '.join(missing_for_browser())}.")
    return call(in_venv("python"), "tools/pictures.py", str(find_browser()), *arguments)


VERBS = {
    "lab": lab,
    "test": test,
    "lint": lint,
    "bench": bench,
    "samples": samples,
    "messages": messages,
    "docs": docs,
    "pictures": pictures,
}


def main(arguments: list[str]) -> int:
    """Prepare the environment and do what was asked; return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a console that cannot show Chinese is no reason to stop
    parser = argparse.ArgumentParser(
        prog="run.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("verb", choices=VERBS, help="what to do")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="passed on: a folder, pytest's options, ...")
    chosen = parser.parse_args(arguments)
    if sys.version_info < OLDEST:
        needed, here = (".".join(map(str, v[:2])) for v in (OLDEST, sys.version_info))
        say(f"Python {needed} or newer is needed; this is {here}.", f"需要 Python {needed} 或更新版本，当前为 {here}。")
        return 2
    try:
        prepare(get_venv=chosen.verb == "test" or bool(os.environ.get("CI")))
        return VERBS[chosen.verb](chosen.rest)
    except CannotGoOnError as stop:
        say(str(stop), str(stop))
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
