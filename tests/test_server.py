"""What `kaohe lab` and `kaohe app` share: both are closed to everybody but their user, in every way tried here."""

from __future__ import annotations

import base64
import http.client
import ipaddress
import os
import secrets
import socket
import sys
from pathlib import Path

import psutil
import pytest

from kaohe_tools import server
from kaohe_tools.app import find_notebook, start_app
from kaohe_tools.errors import KaoheError
from kaohe_tools.lab import start_lab
from kaohe_tools.workspace import prepare

SECRET = "四季度窗口名单"  # stands in files that nobody may fetch
REFUSED = {400, 403, 404, 405}
NO_KERNEL = "/api/kernels/00000000-0000-0000-0000-000000000000"


@pytest.fixture
def taken_port():
    """A port of this machine that something listens on."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_wanted_port_is_taken_if_free():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    assert server.free_port(free) == free


def test_a_taken_port_gives_way_to_another(taken_port):
    assert server.free_port(taken_port) != taken_port


def test_the_token_and_the_folders_of_a_server_are_its_own(tmp_path):
    """Command lines can be read by every user of a machine; the environment cannot."""
    environment = server.server_environment(tmp_path, tmp_path / "run", "secret", "en")
    assert environment["JUPYTER_TOKEN"] == "secret"
    assert environment["KAOHE_LANG"] == "en"
    own = [environment[name] for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")]
    assert all(Path(folder).is_relative_to(tmp_path / ".kaohe") for folder in own)


def test_a_server_that_ends_at_once_is_reported_with_its_last_words(tmp_path):
    """A designer must see why, and where the rest can be read, not wait for a page that never comes."""
    last_words = [sys.executable, "-c", "import sys; sys.exit('no room left')"]
    (tmp_path / ".kaohe").mkdir()
    with pytest.raises(KaoheError, match=r"(?s)lab-\d+\.log.*no room left"):
        server.start_server(tmp_path, lambda *_: last_words, name="lab", page="/lab")


OPEN_SERVER = """
import http.server, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_error(404)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""


def test_a_server_that_asks_nobody_for_a_token_is_stopped(tmp_path):
    """Another Jupyter set-up on the machine may have switched tokens off for all."""
    (tmp_path / ".kaohe").mkdir()
    ports = []

    def command(port, _runtime):
        ports.append(port)
        return [sys.executable, "-c", OPEN_SERVER, str(port)]

    with pytest.raises(KaoheError, match="无需令牌"):
        server.start_server(tmp_path, command, name="lab", page="/lab")
    assert answer(ports[0], "/") is None


GUARDED_SERVER = OPEN_SERVER.replace(
    "self.send_error(404)", "self.send_error(404 if self.headers['Authorization'] else 403)"
)


def test_a_port_that_another_program_takes_in_between_gives_way_to_the_next(tmp_path):
    """Whoever starts lab and app at once sees both, and not that a port is taken."""
    (tmp_path / ".kaohe").mkdir()
    tried = []
    with socket.socket() as quicker:

        def command(port, _runtime):
            if not tried:
                quicker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # it may have been left a moment ago
                quicker.bind(("127.0.0.1", port))
                quicker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)  # nobody else may have it now
            tried.append(port)
            return [sys.executable, "-c", GUARDED_SERVER, str(port)]

        running = server.start_server(tmp_path, command, name="lab", page="/lab")
        running.stop()
    assert tried[1:] == [running.port] != tried[:1]


# ---------------------------------------------------------------- the two servers, as they run


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    """A folder with a working folder in it, and beside that a file that is nobody's business."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "outside.txt").write_text(SECRET, "utf-8")
    prepare(folder / "work")
    for name in ("inside.txt", "chart.png", ".kaohe/inside.txt"):
        (folder / "work" / name).write_text(SECRET, "utf-8")
    return folder


@pytest.fixture(scope="module", params=["lab", "app"])
def running(request, outside):
    """Each of them on the same working folder."""
    folder = outside / "work"
    started = start_lab(folder) if request.param == "lab" else start_app(folder, find_notebook(folder, None))
    yield request.param, started
    started.stop()


def answer(port, path, *, host=None, address="127.0.0.1", method="GET", headers=()):
    """Return status, body and headers of one request, its path sent letter by letter; None if nothing listens."""
    connection = http.client.HTTPConnection(address, port, timeout=20)
    try:
        connection.putrequest(method, path, skip_host=True)
        connection.putheader("Host", host or f"127.0.0.1:{port}")
        for name, value in dict(headers).items():
            connection.putheader(name, value)
        connection.endheaders()
        said = connection.getresponse()
        return said.status, said.read().decode("utf-8", "replace"), dict(said.getheaders())
    except OSError:
        return None
    finally:
        connection.close()


def with_token(running):
    return {"Authorization": f"token {running.token}"}


def is_refused(said):
    """Whether an answer is a refusal, or the way to the login page, with nothing of the folder in it."""
    status, body, headers = said
    sent_away = status == 302 and "/login" in headers.get("Location", "")
    return (sent_away or status in REFUSED) and SECRET not in body and "sample_sheets" not in body


PAGES = {
    "lab": (
        *("/lab", "/lab/tree/00_start.ipynb", "/tree", "/api/contents", "/api/sessions", "/api/terminals"),
        *("/files/inside.txt", "/files/01_review.ipynb", "/nbconvert/html/01_review.ipynb", "/lab/api/settings"),
        *("/voila/files/chart.png", "/voila/files/inside.txt", "/voila/tree", "/voila/render/01_review.ipynb"),
    ),
    "app": ("/", "/?token=", "/?token=wrong", "/voila/files/01_review.ipynb", "/voila/files/chart.png"),
}


def test_nobody_gets_in_without_the_token(running):
    which, started = running
    for path in (*PAGES[which], NO_KERNEL):
        assert is_refused(answer(started.port, path)), path
    wrong = {"Authorization": f"token {secrets.token_hex(24)}"}
    assert is_refused(answer(started.port, PAGES[which][0], headers=wrong))
    for method in ("POST", "DELETE", "PUT"):
        assert is_refused(answer(started.port, NO_KERNEL, method=method)), method


def test_no_kernel_is_reached_without_the_token(running):
    """A kernel's socket would let anybody run what they like."""
    _which, started = running
    socket_of = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    socket_of["Sec-WebSocket-Key"] = base64.b64encode(os.urandom(16)).decode()
    assert is_refused(answer(started.port, f"{NO_KERNEL}/channels", headers=socket_of))
    foreign = socket_of | with_token(started) | {"Origin": "http://evil.example"}
    assert is_refused(answer(started.port, f"{NO_KERNEL}/channels", headers=foreign))


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "192.0.2.7", "127.0.0.1.evil.example"])
def test_a_foreign_host_is_refused_whoever_asks(running, host):
    """Else a web page elsewhere could have its own name point here and read what is shown (DNS rebinding)."""
    which, started = running
    for path in (*PAGES[which][:1], NO_KERNEL):
        said = answer(started.port, path, host=host, headers=with_token(started))
        assert said[0] == 403, path


def test_it_answers_on_this_machines_own_address_only(running):
    """From any other address of this machine, which is how other computers reach it, nothing answers."""
    _which, started = running
    others = [entry.address for entries in psutil.net_if_addrs().values() for entry in entries
              if entry.family in (socket.AF_INET, socket.AF_INET6)]  # fmt: skip
    others = [a for a in others if not ipaddress.ip_address(a.split("%")[0]).is_loopback]
    if sys.platform == "linux":
        others.append("127.0.0.2")  # goes to whoever listens on all addresses, on a machine without a network too
    assert others
    for address in others:
        assert answer(started.port, "/login", address=address) is None, address
    assert answer(started.port, "/login")[0] == 200


ESCAPES = (
    "../outside.txt",
    "../../outside.txt",
    "..%2foutside.txt",
    "%2e%2e/outside.txt",
    "%2e%2e%2foutside.txt",
    "%252e%252e%252foutside.txt",
    "..%5coutside.txt",
    "..%c0%afoutside.txt",
    "./../outside.txt",
    "sample_sheets/../../outside.txt",
    "%00/../outside.txt",
    "//{outside}",
    "{outside}",
    "..{outside}",
)
FOLDERS = {
    "lab": (
        *("/files/", "/api/contents/", "/static/", "/lab/api/settings/", "/nbconvert/html/", "/", "/voila/files/"),
        *("/voila/static/", "/voila/templates/lab/static/", "/voila/labextensions/", "/voila/render/"),
    ),
    "app": (
        *("/", "/voila/files/", "/voila/static/", "/voila/templates/lab/static/", "/voila/labextensions/"),
        *("/voila/api/themes/", "/voila/render/", "/voila/tree/", "/voila/api/contents/", "/files/", "/api/contents/"),
    ),
}


def test_files_outside_are_out_of_reach_even_with_the_token(running, outside):
    which, started = running
    for folder in FOLDERS[which]:
        for escape in ESCAPES:
            path = folder + escape.format(outside=outside / "outside.txt")
            said = answer(started.port, path, headers=with_token(started))
            assert said is not None, path
            assert SECRET not in said[1], path


def test_settings_and_logs_are_kept_to_itself(running):
    which, started = running
    files = {"lab": "/files/", "app": "/voila/files/"}[which]
    assert is_refused(answer(started.port, f"{files}.kaohe/inside.txt", headers=with_token(started)))


def test_the_page_gives_away_no_file_and_no_list(outside):
    """Who has the token of the page sees the panel, and nothing of the folder by its address."""
    folder = outside / "work"
    page = start_app(folder, find_notebook(folder, Path("01_review")))
    try:
        served = [path.name for path in (page.runtime / "page").iterdir()]
        assert served == ["01_review.ipynb"]
        for path in ("inside.txt", "chart.png", "01_review.ipynb", "sample_sheets/node_annual_2018.xlsx", ".kaohe", ""):
            assert answer(page.port, f"/voila/files/{path}", headers=with_token(page))[0] in (403, 404), path
        for path in ("/voila/tree", "/voila/tree/", "/voila/api/contents", "/voila/api/contents/", "/tree"):
            status, _body, headers = answer(page.port, path, headers=with_token(page))
            assert (status, headers["Location"].split("?")[0]) == (302, f"/voila/files{path}"), path
    finally:
        page.stop()
    assert not page.runtime.exists()


FAILING = """{"cells": [{"cell_type": "code", "execution_count": null, "id": "a", "metadata": {}, "outputs": [],
"source": "import os\\ninside_name = 'hidden words'\\nprint('cwd', os.getcwd())\\n1 / 0"}],
"metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}}, "nbformat": 4, "nbformat_minor": 5}"""


def test_a_cell_that_fails_shows_no_traceback_and_works_where_the_sheets_are(outside):
    folder = outside / "work"
    failing = outside / "failing.ipynb"
    failing.write_text(FAILING, "utf-8")
    page = start_app(folder, failing)
    try:
        status, body, headers = answer(page.port, "/", headers=with_token(page))
    finally:
        page.stop()
    assert status == 200
    assert f"cwd {folder}" in body
    assert "kaohe app" in body
    for inner in ("ZeroDivisionError", "Traceback", "hidden words", page.token):
        assert inner not in body
    assert "default-src 'self'" in headers["Content-Security-Policy"]
