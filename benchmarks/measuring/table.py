"""The figures as a Markdown table, and below it what stands out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from measuring.model import Measured, Outcome

_LONG, _LONGER = 40, 60
_MOST_LISTED = 40
_MOST_REASONS = 15


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that was measured.

    Attributes:
        notebooks: Each notebook.
        unformatted: Files that black would change, by notebook.
        violations: What ruff finds, by notebook.
        undefined: Names undefined in the output alone, by tool and notebook.
        failures: Messages of tools that could not do their work.
        largest: Notebooks with the peak of memory in MB that a process of their own needed.
    """

    notebooks: Sequence[Measured]
    unformatted: Mapping[str, Sequence[str]] = field(default_factory=dict)
    violations: Mapping[str, Sequence[str]] = field(default_factory=dict)
    undefined: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    failures: Sequence[str] = ()
    largest: Sequence[tuple[str, float]] = ()


def figures(results: Results) -> dict[str, str]:
    """All figures by name, in the order of the table."""
    by_outcome = {o: [n for n in results.notebooks if n.outcome is o] for o in Outcome}
    converted = by_outcome[Outcome.CONVERTED]
    parsing = [n for n in results.notebooks if n.parses]
    rows = {
        "notebooks": str(len(results.notebooks)),
        "repositories": str(len({n.repository for n in results.notebooks})),
        **{outcome.value: _share(len(found), len(results.notebooks)) for outcome, found in by_outcome.items()},
        "of those whose cells all parse, converted": _share(
            sum(n.outcome is Outcome.CONVERTED for n in parsing), len(parsing)
        ),
        "generated files that don't parse": str(sum(len(n.unparsable) for n in converted)),
        "notebooks with files that black would change": str(len(results.unformatted)),
        "notebooks with files that ruff objects to": str(len(results.violations)),
    }
    for tool, found in results.undefined.items():
        rows[f"notebooks with names undefined in the output alone ({tool})"] = str(len(found))
    return rows | _statement_figures(converted) | _function_figures(converted) | _cost_figures(results, converted)


def _statement_figures(converted: Sequence[Measured]) -> dict[str, str]:
    total = sum(n.statements for n in converted)
    counts: Counter[str] = Counter()
    for notebook in converted:
        counts.update(notebook.dispositions)
    return {
        "statements": str(total),
        "notebooks with a statement unaccounted for": str(sum(not n.accounted for n in converted)),
        "omitted or inline without a reason": str(sum(n.unexplained for n in converted)),
        **{f"statements {kind}": _share(count, total) for kind, count in counts.items()},
    }


def _function_figures(converted: Sequence[Measured]) -> dict[str, str]:
    lengths = [f.lines for n in converted for f in n.functions]
    steps = [f.lines for n in converted for f in n.functions if f.step]
    rows = {}
    for name, found in (("functions", lengths), ("steps", steps)):
        rows[f"{name}, median lines"] = f"{len(found)}, {_median(found):.0f}"
        rows[f"{name} over {_LONG} lines"] = _share(sum(n > _LONG for n in found), len(found))
        rows[f"{name} over {_LONGER} lines"] = _share(sum(n > _LONGER for n in found), len(found))
    return rows


def _cost_figures(results: Results, converted: Sequence[Measured]) -> dict[str, str]:
    return {
        "up to the plan, CPU ms, median": f"{_median([n.plan_ms for n in converted]):.1f}",
        "up to the plan, CPU ms, largest": f"{max((n.plan_ms for n in converted), default=0):.0f}",
        "conversion, s, median": f"{_median([n.convert_s for n in converted]):.2f}",
        "conversion, s, largest": f"{max((n.convert_s for n in converted), default=0):.1f}",
        "peak memory of the largest, MB": f"{max((size for _, size in results.largest), default=0):.0f}",
    }


def _share(part: int, whole: int) -> str:
    return f"{part} ({100 * part / whole:.2f} %)" if whole else "0"


def _median(values: Sequence[float]) -> float:
    return median(values) if values else 0.0


def to_markdown(results: Results) -> str:
    """Write the table, and below it refusals, crashes and offenders."""
    table = ["| measure | figure |", "|---|---|", *(f"| {k} | {v} |" for k, v in figures(results).items())]
    sections: list[tuple[str, Iterable[str]]] = [
        ("Refused", _grouped(results.notebooks, Outcome.REFUSED)),
        ("Crashed", _crashes(results.notebooks)),
        ("Timed out", [n.path for n in results.notebooks if n.outcome is Outcome.TIMED_OUT]),
        ("Cells all parse, not converted", _unconverted(results.notebooks)),
        ("Not parsing", _of_each(results.notebooks, lambda n: n.unparsable)),
        ("Not formatted", _listed(results.unformatted)),
        ("Ruff", _ruff_summary(results.violations)),
        *((f"Undefined by {tool}", _listed(found)) for tool, found in results.undefined.items()),
        ("Unaccounted for", [n.path for n in results.notebooks if not n.accounted]),
        ("Reasons of inline statements", _reasons(results.notebooks)),
        (f"Functions over {_LONGER} lines", _longest(results.notebooks)),
        ("Slowest", _slowest(results.notebooks)),
        ("Memory", [f"{size:.0f} MB {path}" for path, size in results.largest]),
        ("Tools that failed", results.failures),
    ]
    return "\n".join([*table, *(line for title, lines in sections for line in _section(title, lines))])


def _section(title: str, lines: Iterable[str]) -> list[str]:
    listed = list(lines)
    more = [f"- … and {len(listed) - _MOST_LISTED} more"] if len(listed) > _MOST_LISTED else []
    return ["", f"## {title}", "", *(f"- {line}" for line in listed[:_MOST_LISTED]), *more] if listed else []


def _kind(message: str) -> str:
    """A refusal without what differs from one notebook to the next."""
    plain = re.sub(
        r"(?:[\w.~-]*/)+[^\s:]*|`[^`]*`|'[^']*'|\"[^\"]*\"|\d+", "…", message.splitlines()[0] if message else ""
    )
    return plain[:160]


def _grouped(notebooks: Iterable[Measured], outcome: Outcome) -> list[str]:
    kinds = Counter(_kind(n.reason) for n in notebooks if n.outcome is outcome)
    return [f"{count} x {kind}" for kind, count in kinds.most_common()]


def _crashes(notebooks: Sequence[Measured]) -> list[str]:
    crashed = [n for n in notebooks if n.outcome is Outcome.CRASHED]
    examples = {n.reason: n for n in reversed(crashed)}
    counts = Counter(n.reason for n in crashed)
    return [
        f"{count} x {reason}, such as {examples[reason].path}\n\n{_indented(examples[reason].detail)}\n"
        for reason, count in counts.most_common()
    ]


def _indented(text: str) -> str:
    return "\n".join(f"      {line}" for line in text.rstrip().splitlines())


def _unconverted(notebooks: Iterable[Measured]) -> list[str]:
    return [
        f"{n.path}: {n.reason or n.outcome.value}" for n in notebooks if n.parses and n.outcome is not Outcome.CONVERTED
    ]


def _of_each(notebooks: Iterable[Measured], what: Callable[[Measured], Iterable[str]]) -> list[str]:
    return [f"{n.path}: {', '.join(what(n))}" for n in notebooks if list(what(n))]


def _listed(found: Mapping[str, Sequence[str]]) -> list[str]:
    return [f"{path}: {', '.join(items)}" for path, items in sorted(found.items())]


def _ruff_summary(violations: Mapping[str, Sequence[str]]) -> list[str]:
    counts = Counter(line.partition(" ")[0] for lines in violations.values() for line in lines)
    return [*(f"{count} x {code}" for code, count in counts.most_common()), *_listed(violations)]


def _reasons(notebooks: Iterable[Measured]) -> list[str]:
    reasons = Counter(reason for n in notebooks for reason in n.inline_reasons)
    return [f"{count} x {reason}" for reason, count in reasons.most_common(_MOST_REASONS)]


def _longest(notebooks: Iterable[Measured]) -> list[str]:
    found = [(f.lines, f.name, f.step, n.path) for n in notebooks for f in n.functions if f.lines > _LONGER]
    return [
        f"{lines} {name}{' (step)' if step else ''} {path}" for lines, name, step, path in sorted(found, reverse=True)
    ]


def _slowest(notebooks: Iterable[Measured]) -> list[str]:
    slowest = sorted(notebooks, key=lambda n: n.convert_s, reverse=True)[:5]
    by_plan = sorted(notebooks, key=lambda n: n.plan_ms, reverse=True)[:5]
    return [
        *(f"{n.convert_s:.1f} s {n.path}" for n in slowest),
        *(f"{n.plan_ms:.0f} ms to the plan {n.path}" for n in by_plan),
    ]
