"""What recording a notebook gave, for people: the tests, and each function that has none with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nb2prod.record.model import Recorded, Recording
from nb2prod.report.model import View
from nb2prod.report.verification_text import failure_lines, runner
from nb2prod.report.wording import counted, harmless, listed, one_line

_SHOWN_NAMES = 6
_KB = 1000


def write(values: Iterable[Recording], view: View) -> Iterator[str]:
    """Write a block for each recording."""
    yield from (recording_text(value, view) for value in values)


def recording_text(done: Recording, view: View) -> str:
    """Sum a recording up.

    Args:
        done: What was recorded and what was not.
        view: How it is to look.

    Returns:
        Lines for a terminal.
    """
    lines = [*recording_lines(done, view), *_recorded(done, view), *_how(done, view)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def recording_lines(done: Recording, view: View) -> Iterator[str]:
    """How many functions were recorded, and why the others were not."""
    colour = "good" if done.recorded else "bad"
    total = len(done.recorded) + len(done.left_out)
    said = f"{len(done.recorded)} of {counted(total, 'function')} recorded"
    names = f"{view.paint('title', harmless(str(done.notebook)))} and {harmless(str(done.project))}"
    yield f"{names}: {view.paint(colour, said)}"
    if done.recorded:
        checked = "each passed once" if done.checked else "not run, since that environment has no pytest"
        yield f"  {counted(len(done.recorded), 'test')} with {-(-done.size // _KB)} kB of fixtures; {checked}"
    yield from failure_lines(done.failure, view)
    yield from _left_out(done, view)


def _left_out(done: Recording, view: View) -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for one in done.left_out:
        reasons.setdefault(one.reason, []).append(one.name)
    if reasons:
        yield view.paint("title", "not recorded")
    for reason, names in sorted(reasons.items(), key=lambda item: -len(item[1])):
        named = harmless(listed(names, 0 if view.verbose else _SHOWN_NAMES))
        text = harmless(reason) if view.verbose else one_line(reason)
        yield f"  {len(names):>3} {text} ({named})"


def _recorded(done: Recording, view: View) -> Iterator[str]:
    if done.recorded and view.verbose:
        yield view.paint("title", "recorded")
        yield from (f"  {harmless(one.name)}{_details(one)}" for one in done.recorded)
        return
    for title, part in (
        ("pickled, since nothing else serves", "pickled"),
        ("not kept, since it looks personal", "left_out"),
    ):
        found = [f"{one.name}: {text}" for one in done.recorded for text in getattr(one, part)]
        if found:
            yield view.paint("title", title)
            yield from (f"  {one_line(text, view.width - 2)}" for text in found)


def _details(one: Recorded) -> str:
    parts = [
        one.rows,
        f"made by {listed(one.made)}" if one.made else "",
        f"pickled: {listed(one.pickled)}" if one.pickled else "",
        f"needs {listed(one.data)}" if one.data else "",
        f"left out: {listed(one.left_out)}" if one.left_out else "",
    ]
    said = "; ".join(part for part in parts if part)
    return harmless(f" ({said})") if said else ""


def _how(done: Recording, view: View) -> Iterator[str]:
    yield view.paint("title", "how")
    yield f"  {done.seconds:.1f} s; {runner(done.conditions)}; network {done.conditions.network}"
