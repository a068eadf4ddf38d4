"""A comparison of a notebook with its package, for people: the verdict, the first wrong step, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nb2prod.report.model import View
from nb2prod.report.wording import counted, harmless, listed, one_line
from nb2prod.verify.model import Conditions, Failure, Kind, Side, Value, Verdict, Verification

_SHOWN = 12
_SHOWN_NAMES = 6
_COLOURS = {Verdict.EQUAL: "good", Verdict.DIFFERENT: "bad", Verdict.NOT_COMPARED: "warning"}


def write(values: Iterable[Verification], view: View) -> Iterator[str]:
    """Write a block for each comparison."""
    yield from (verification_text(value, view) for value in values)


def verification_text(done: Verification, view: View) -> str:
    """Sum a comparison up.

    Args:
        done: What was found.
        view: How it is to look; verbose lists every value.

    Returns:
        Lines for a terminal.
    """
    lines = [*verdict_lines(done, view), *_different(done, view)]
    lines += [*_not_compared(done, view), *(_all_values(done, view) if view.verbose else ()), *_conditions(done, view)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def verdict_lines(done: Verification, view: View) -> Iterator[str]:
    """The verdict, how many values it rests on, and why one of the two could not run."""
    verdict = view.paint(_COLOURS[done.verdict], done.verdict.value)
    yield f"{view.paint('title', harmless(str(done.notebook)))} and {harmless(str(done.project))}: {verdict}"
    if done.values:
        counts = [f"{number} {verdict.value}" for verdict, number in done.counts.items() if number]
        yield f"  {counted(len(done.values), 'value')}: {', '.join(counts)}"
    yield from failure_lines(done.failure, view)


def failure_lines(failure: Failure | None, view: View) -> Iterator[str]:
    """Why one of the two could not run, and what to do about it."""
    if failure is None:
        return
    if failure.side is Side.NOTEBOOK:
        place = f"cell {failure.cell}" if failure.cell is not None else ""
    else:
        place = failure.file
    place += f", line {failure.line}" if failure.line else ""
    yield view.paint("bad", f"the {failure.side.value} could not run{f': {place}' if place else ''}")
    yield f"  {one_line(failure.message, view.width - 2)}"
    if failure.way_out:
        yield f"  {failure.way_out}"


def _different(done: Verification, view: View) -> Iterator[str]:
    wrong = [value for value in done.values if value.verdict is Verdict.DIFFERENT]
    if not wrong:
        return
    if done.first_wrong is not None:
        step = done.first_wrong.step or "no step of the pipeline"
        yield view.paint("title", f"first wrong: {harmless(done.first_wrong.name)} in {step}")
    yield view.paint("title", "different")
    shown = wrong if view.verbose else wrong[:_SHOWN]
    yield from (f"  {one_line(_described(value), view.width - 2)}" for value in shown)
    if len(shown) < len(wrong):
        yield view.paint("faint", f"  and {len(wrong) - len(shown)} more; -v shows them")


def _described(value: Value) -> str:
    place = f"cell {value.cell}" if value.cell is not None else value.kind.value
    step = f" in {value.step}" if value.step else ""
    return f"{place} {value.name}{step}{f': {value.why}' if value.why else ''}"


def _not_compared(done: Verification, view: View) -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for value in done.values:
        if value.verdict is Verdict.NOT_COMPARED:
            reasons.setdefault(_in_short(value.why), []).append(value.name)
    if reasons:
        yield view.paint("title", "not compared")
    for reason, names in sorted(reasons.items(), key=lambda item: -len(item[1])):
        named = harmless(listed(dict.fromkeys(names), 0 if view.verbose else _SHOWN_NAMES))
        yield f"  {len(names):>3} {one_line(reason)} ({named})"


def _in_short(why: str) -> str:
    """A reason without the part that it concerns and without details."""
    return why.partition(" (")[0].rpartition(": ")[2]


def _all_values(done: Verification, view: View) -> Iterator[str]:
    yield view.paint("title", "all values")
    for value in done.values:
        verdict = view.paint(_COLOURS[value.verdict], f"{value.verdict.value:<12}")
        yield f"  {verdict}  {one_line(_described(value), view.width - 16)}"


def _conditions(done: Verification, view: View) -> Iterator[str]:
    yield view.paint("title", "how")
    runs = [f"notebook {seconds:.1f} s" for seconds in done.seconds.notebook]
    runs += [f"package {done.seconds.package:.1f} s"] if done.seconds.package is not None else []
    yield f"  {', '.join(runs)}; {runner(done.conditions)}; network {done.conditions.network}"
    seeded = listed(done.conditions.seeded)
    threads = "one thread a library, fixed hashes"
    yield f"  {f'seeded: {seeded}; ' if seeded else ''}{threads}; relative tolerance {done.conditions.rtol:g}"
    if any(value.kind is Kind.FILE for value in done.values):
        yield "  files are compared as they are at the end of a run and of the cells that write them"


def runner(conditions: Conditions) -> str:
    """What ran the notebook's cells."""
    if conditions.ipython:
        return f"cells run by IPython {conditions.ipython}"
    return "no IPython in that environment, so magics ran as nb2prod translates them"
