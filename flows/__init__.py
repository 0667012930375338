"""Order, retries, schedules and reports: the nightly run and the command line."""

import os

# Prefect reads these when it is first imported, so they stand here, before any module of this package can import it.
# `setdefault`: whoever wants another value says so in the environment.
_PREFECT_DEFAULTS = {
    # Nothing leaves the machine: neither the server's daily beacon nor the library's own events.
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # A run needs no server started by hand. A new Prefect home is migrated at the first start, which took over 20 seconds
    # (Prefect's own limit) on a slow machine.
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    # Work over chunks may be Prefect's tasks outside a flow: their log lines belong to no run.
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    # The operator's terminal shows our own report; Prefect keeps its log lines in its database, where its pages show them.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
}

for _name, _value in _PREFECT_DEFAULTS.items():
    os.environ.setdefault(_name, _value)

# The local Prefect server and the sample's boards are on this machine: a proxy set for the outside must not be asked for them.
if any(name in os.environ for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")):
    for _name in ("NO_PROXY", "no_proxy"):
        _hosts = [host for host in os.environ.get(_name, "").split(",") if host]
        os.environ[_name] = ",".join(dict.fromkeys([*_hosts, "127.0.0.1", "localhost"]))
