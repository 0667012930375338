"""A static server on this machine, for a folder as it is served: under a path of its own, as on a host that serves other things, too."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

UNDER = "/some/where/"
_LASTING = re.compile(r"/assets/|\.[0-9a-f]{8}\.json$")


class _Files(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    extensions_map = {  # noqa: RUF012
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".json": "application/json",
        ".svg": "image/svg+xml",
        "": "application/octet-stream",
    }

    def translate_path(self, path: str) -> str:
        return super().translate_path("/" + path.removeprefix(UNDER) if path.startswith(UNDER) else "/not there")

    def end_headers(self) -> None:
        self.send_header("X-Content-Type-Options", "nosniff")
        # Names with a hash in them never change, and assets not while a test lasts.
        self.send_header("Cache-Control", "max-age=600" if _LASTING.search(self.path) else "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # a browser that closes a page drops its connections


@contextmanager
def serve(root: Path) -> Iterator[str]:
    """Serves the folder while it lasts; its address ends with a slash."""
    server = _Server(("127.0.0.1", 0), partial(_Files, directory=str(root)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{UNDER}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
