"""A night that failed and one that found something, told through real Prefect blocks: a webhook and an e-mail."""

import json
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from prefect_server import REPOSITORY, Server, numbers

pytestmark = [pytest.mark.flow, pytest.mark.timeout(600)]

WEBHOOK = """
from prefect.blocks.notifications import CustomWebhookNotificationBlock
CustomWebhookNotificationBlock(name="office", url="http://127.0.0.1:{port}/", method="POST",
    json_data={{"subject": "{{{{subject}}}}", "body": "{{{{body}}}}"}}).save("office", overwrite=True)
"""
MAIL = """
from flows.notify import OfficeMail
OfficeMail(url="mailto://padan:x@127.0.0.1:{port}?from=padan@office.example&to=officer@office.example&mode=insecure").save(
    "office", overwrite=True)
"""
NIGHT = "import sys; from flows.nightly import nightly; print(nightly(sys.argv[1], 0, return_state=True).name)"


class Hook(BaseHTTPRequestHandler):
    """Keeps what is posted."""

    def do_POST(self) -> None:
        self.server.got.append(self.rfile.read(int(self.headers["Content-Length"])).decode())  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


class Post(socketserver.StreamRequestHandler):
    """As much of SMTP as a mail needs."""

    def handle(self) -> None:
        self.wfile.write(b"220 office\r\n")
        letter: list[str] | None = None
        for line in self.rfile:
            if letter is not None:
                if line != b".\r\n":
                    letter.append(line.decode("utf-8", "replace"))
                    continue
                self.server.got.append("".join(letter))  # type: ignore[attr-defined]
                letter = None
            verb = line[:4].upper()
            letter = [] if verb == b"DATA" else letter
            told = {
                b"DATA": b"354 go on\r\n",
                b"EHLO": b"250-office\r\n250 AUTH PLAIN LOGIN\r\n",
                b"AUTH": b"235 ok\r\n",
                b"QUIT": b"221 bye\r\n",
            }
            self.wfile.write(told.get(verb, b"250 ok\r\n"))
            if verb == b"QUIT":
                return


@contextmanager
def listening(server: Any) -> Iterator[Any]:
    server.got = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def python(code: str, *arguments: str, env: dict[str, str]) -> str:
    told = subprocess.run([sys.executable, "-c", code, *arguments], env=env, cwd=REPOSITORY, check=False, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr[-2000:]
    return told.stdout


def test_findings_by_webhook_and_failure_by_mail_in_counts_and_codes(server: Server, data: Path, tmp_path: Path) -> None:
    with listening(HTTPServer(("127.0.0.1", 0), Hook)) as hook, listening(socketserver.TCPServer(("127.0.0.1", 0), Post)) as post:
        python(WEBHOOK.format(port=hook.server_address[1]), env=server.env)
        ended = python(NIGHT, str(data), env={**server.env, "PADAN_NOTIFY": "custom-webhook/office"})
        assert ended.split()[-1] in ("Findings", "SourceMissing")
        message = json.loads(hook.got[-1])
        assert message["subject"].startswith("Padan: nightly")
        assert "2025-05: jalan " in message["body"]
        assert [n for n in numbers(data) if n in hook.got[-1]] == []
        python(MAIL.format(port=post.server_address[1]), env=server.env)
        (tmp_path / "empty").mkdir()
        ended = python(NIGHT, str(tmp_path / "empty"), env={**server.env, "PADAN_NOTIFY": "office-mail/office"})
        assert ended.split()[-1] == "Failed"
        assert "Padan: nightly" in post.got[-1]
        assert len(hook.got) == 1
