"""Why a connection failed, in words for a person; and the failure that no retry of this night will mend."""

import socket

import requests
from urllib3.exceptions import IncompleteRead, ProtocolError

from extractors.asking.adapter import SLOW_CONNECTION, SLOW_HEADERS
from extractors.errors import SourceUnavailable


class NotNow(SourceUnavailable):
    """Worth a retry, but not by this session within this night's minute."""


def is_connected(error: BaseException) -> bool:
    """Says whether somebody was there, though no whole answer came."""
    text = str(error)
    return not (isinstance(error, requests.ConnectTimeout) or "NameResolutionError" in text or "NewConnectionError" in text)


def failure(error: BaseException, *, connect_within: float, silent_for: float, whole_within: float) -> str:
    """Returns why a connection failed, without the wrapping of three libraries; the limits, in seconds, are those that held."""
    text = str(error)
    for slow in (SLOW_CONNECTION, SLOW_HEADERS):
        if slow in text:
            return f"{slow}: not whole after {whole_within:g} s"
    if isinstance(error, requests.ConnectTimeout):
        return f"no connection within {connect_within:g} s"
    if isinstance(error, requests.Timeout) or "timed out" in text.lower():
        return f"silent for {silent_for:g} s"
    if isinstance(error, IncompleteRead) or "IncompleteRead" in text:
        return "the answer is shorter than it was announced"
    if "Connection refused" in text:
        return "the connection was refused"
    if "NameResolutionError" in text or isinstance(error, socket.gaierror):
        return "the name is not known here (no network?)"
    if isinstance(error, requests.exceptions.SSLError):
        return "the certificate or the encryption did not hold"
    if isinstance(error, ProtocolError) or "RemoteDisconnected" in text or "Connection" in text:
        return "the connection was closed before the answer was whole"
    return f"the answer could not be read ({type(error).__name__})"
