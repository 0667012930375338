"""The body of an answer, read piece by piece so that neither a flood, a bomb nor a drip gets past its limit."""

from typing import Any

from extractors.asking.adapter import Cut, TooSlow
from extractors.asking.failures import NotNow
from extractors.errors import SourceChanged, SourceUnavailable

_CHUNK = 1 << 16


def whole_body(raw: Any, host: str, *, max_bytes: int, max_seconds: float) -> bytes:
    """Returns the whole body of an answer that a bounded connection gave.

    Raises NotNow where it takes longer than `max_seconds`, SourceChanged where it is larger than `max_bytes` unpacked, and
    SourceUnavailable where it breaks off. Counted from here, not from the call: that may have waited for its turn with the host.
    """
    body = bytearray()
    try:
        # A clock looked at between two pieces is not enough: what unpacks to nothing, or comes behind the last chunk, is read within one.
        with Cut(max_seconds, "the body came too slowly", raw.sock):
            while piece := raw.read1(_CHUNK, decode_content=True):
                body += piece
                if len(body) > max_bytes:
                    raise SourceChanged(
                        f"{host}: the answer is larger than {max_bytes:,} bytes; raise that limit if the board is truly so large."
                    )
    except TooSlow:
        raise NotNow(f"{host}: the answer was not whole after {max_seconds:g} s ({len(body):,} bytes).") from None
    if _cut_while_packed(raw):
        raise SourceUnavailable(f"{host}: the packed answer breaks off after {len(body):,} bytes.")
    return bytes(body)


def _cut_while_packed(raw: Any) -> bool:
    """Says whether a gzip stream has not come to its end: urllib3 takes what there is of it for the whole."""
    stream = getattr(getattr(raw, "_decoder", None), "_obj", None)
    return stream is not None and not getattr(stream, "eof", True)
