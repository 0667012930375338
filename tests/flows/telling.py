"""For the tests of the watch: a data folder whose nights are made up, a webhook and a mail server that can misbehave."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from classifiers.classification import Classification, Evidence
from extractors.posting import JobPosting
from tests.warehouse.factories import posting, read, run_night, verdict
from warehouse.database import open_work
from warehouse.load import PendingPosting
from warehouse.publish import publish

FIRST_NIGHT = date(2026, 11, 2)
SENIOR = posting("0", title="Senior Product Manager, Cider", description="<p>You press apples. You mend what the wind took.</p>")


def associate(
    identifier: str, title: str = "Associate Product Manager", says: str = "You rotate through three orchards", **fields: Any
) -> JobPosting:
    """A posting of a programme, if it rotates."""
    return posting(identifier, title=title, description=f"<p>{says}. You learn to prune plot {identifier}.</p>", **fields)


def classify(pending: PendingPosting) -> Classification:
    """An associate where the title says so; a programme where the text rotates."""
    plain = verdict(pending)
    said: dict[str, Any] = {"level": "apm" if "Associate" in pending.title else "senior"}
    sentence = plain.text.split(". ")[0]
    if "rotate" in sentence:
        said |= {"training_programme": "yes", "evidence": (*plain.evidence, _programme(sentence))}
    return verdict(pending, **said)


def _programme(sentence: str) -> Evidence:
    return Evidence(
        rule="rotation",
        signal="training_programme",
        quote=sentence,
        start=0,
        end=len(sentence),
        section="duties",
        context="asserted",
        weight=1.5,
        counted=True,
    )


@dataclass(frozen=True, kw_only=True)
class Orchard:
    """A data folder with one employer's board."""

    data: Path

    def night(self, number: int, *there: JobPosting, published: bool = True) -> None:
        """The night: these postings stand on the board, beside a senior one. Publishing takes most of a second."""
        on = FIRST_NIGHT + timedelta(days=number)
        with closing(open_work(self.data / "work.duckdb")) as work:
            run_night(work, f"night {number}", on, [read(SENIOR, *there)], classify=classify)
            if published:
                publish(work, self.data / "published")

    @property
    def state(self) -> str:
        return (self.data / "watch.json").read_text(encoding="utf-8")


@dataclass(kw_only=True)
class Webhook:
    """A server that keeps what is posted to it, and answers as it is told to."""

    port: int = 0
    status: int = 200
    delay: float = 0.0
    bodies: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    @property
    def said(self) -> str:
        """All that was posted, in one text."""
        return json.dumps(self.bodies, ensure_ascii=False)


@contextmanager
def webhook(port: int = 0, **how: Any) -> Iterator[Webhook]:
    """The server, on this port or a free one."""
    keeps = Webhook(**how)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            time.sleep(keeps.delay)
            if keeps.status == 200:
                keeps.bodies.append(json.loads(body))
                keeps.paths.append(self.path)
            with suppress(BrokenPipeError):  # whoever asked did not wait
                self.send_response(keeps.status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"ok")

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        server.daemon_threads = True
        keeps.port = server.server_address[1]
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        serving.start()
        try:
            yield keeps
        finally:
            server.shutdown()
            serving.join()


@dataclass(kw_only=True)
class Mailbox:
    """What a mail server took; with `refusal` it takes nothing, and says so."""

    port: int = 0
    refusal: str | None = None
    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        if self.refusal:
            return self.refusal
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]
        return "250 taken"


@contextmanager
def mail_server(**how: Any) -> Iterator[Mailbox]:
    """A real mail server on a free port of this machine."""
    box = Mailbox(**how)
    with socket.socket() as free:  # aiosmtpd asks its port by the number that it was given
        free.bind(("127.0.0.1", 0))
        box.port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
