"""Why a run did not get to its end, said so that a person can act on it."""

from __future__ import annotations

from nb2prod.verify.model import Failure, Options, Side
from nb2prod.verify.runs import Event, Ran

_OFFLINE = ("URLError", "ConnectionError", "gaierror", "ConnectTimeout", "MaxRetryError", "HTTPError")


class AgentError(RuntimeError):
    """The code that watches a run failed: a fault of ours, not of the notebook."""


def check_agent(ran: Ran) -> None:
    """Raise an error if what watches a run failed itself.

    Args:
        ran: The run.

    Raises:
        AgentError: It did.
    """
    if broken := ran.of_kind("broken"):
        raise AgentError(str(broken[0]["message"]))


def failure_of(ran: Ran, side: Side, options: Options) -> Failure | None:
    """Say why a run failed.

    Args:
        ran: The run.
        side: What was run.
        options: How it was run.

    Returns:
        The reason; `None` where it got to its end.
    """
    if failed := ran.of_kind("failed"):
        return _raised(failed[0], side, options)
    if ran.of_kind("broken") or any(event["done"] for event in ran.of_kind("ended")):
        return None
    message = f"it took longer than {options.timeout:g} s" if ran.timed_out else _ending(ran)
    way_out = "Allow more with --timeout." if ran.timed_out else ""
    running = ran.of_kind("running")
    return Failure(side, message, cell=running[-1].get("cell") if running else None, way_out=way_out)


def _raised(event: Event, side: Side, options: Options) -> Failure:
    offline = not options.network and any(word in f"{event['error']} {event['message']}" for word in _OFFLINE)
    way_out = ""
    if event["error"] == "ModuleNotFoundError":
        way_out = "Name the interpreter of the notebook's environment with --python."
    elif offline:
        way_out = "Allow the network with --network."
    return Failure(
        side,
        f"{event['error']}: {event['message']}".rstrip(": "),
        cell=event.get("cell"),
        file=event.get("file", ""),
        line=event["line"],
        step=event.get("step", ""),
        way_out=way_out,
    )


def _ending(ran: Ran) -> str:
    if not ran.of_kind("began") and (lines := ran.said.strip().splitlines()):
        return f"it could not be started: {lines[-1]}"
    if ran.code < 0:
        return f"its process was ended by signal {-ran.code}; there may not be enough memory"
    return f"its process ended itself with code {ran.code}"
