"""Why a connection failed, in words for a person."""

import socket

import requests
from urllib3.exceptions import IncompleteRead, ProtocolError

from extractors.asking.adapter import TOO_SLOW


def failure(error: BaseException, *, connect_within: float, silent_for: float, whole_within: float) -> str:
    """Returns why a connection failed, without the wrapping of three libraries; the limits, in seconds, are those that held."""
    text = str(error)
    if TOO_SLOW in text:
        return f"{TOO_SLOW}: not whole after {whole_within:g} s"
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
