"""What is measured of generated code as a Markdown table, and below it what stands out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from measuring.findings import Findings
from measuring.generated import Generated
from measuring.shapes import Shape

LONG, MANY_PARAMETERS = 40, 5


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that was measured.

    Attributes:
        notebooks: The package of each notebook.
        ruff: What ruff finds, by notebook.
        mypy: What mypy finds, by notebook.
    """

    notebooks: Sequence[Generated]
    ruff: Findings
    mypy: Findings


def to_markdown(results: Results, worst: int) -> str:
    """Write the table and the offenders.

    Args:
        results: What was measured.
        worst: How many offenders of a kind to list.
    """
    table = ["| measure | figure | wanted |", "|---|---|---|", *_rows(results)]
    return "\n".join([*table, *_worst(results, worst)])


def _rows(results: Results) -> Iterator[str]:
    converted = [m for m in results.notebooks if not m.failure]
    every = [s for m in converted for s in m.shapes]
    own = [s for s in every if not s.authors]
    yield f"| notebooks; converted | {len(results.notebooks)}; {len(converted)} | |"
    for name, shapes in (("all functions", every), ("generated ones", own)):
        yield f"| {name}; median lines | {len(shapes)}; {_median(shapes):.0f} | at most 15 |"
        yield f"| {name} over {LONG} lines | {_share(sum(s.lines > LONG for s in shapes), len(shapes))} | at most 5 % |"
        few = sum(s.parameters <= MANY_PARAMETERS for s in shapes)
        yield f"| {name} with {MANY_PARAMETERS} parameters or fewer | {_share(few, len(shapes))} | 90 % |"
    few = sum(s.values <= MANY_PARAMETERS for s in own)
    yield f"| generated ones, settings and options not counted | {_share(few, len(own))} | |"
    yield f"| names that fall back | {_share(sum(s.fallback for s in own), len(own))} | at most 2 % |"
    yield f"| wrappers | {_share(sum(s.wrapper for s in own), len(own))} | at most 5 % |"
    one_call = _share(sum(s.one_call for s in own), len(own))
    yield f"| one call on parameters and literals, exempt ones included | {one_call} | |"
    yield f"| functions with the body of another | {sum(len(m.same) for m in converted)} | 0 |"
    alike = _share(sum(len(m.alike) for m in converted), len(own))
    yield f"| functions equal to another up to names and literals | {alike} | |"
    yield from _finding_rows(results, converted)


def _finding_rows(results: Results, converted: Sequence[Generated]) -> Iterator[str]:
    lines, tests = sum(m.code_lines for m in converted), sum(m.test_lines for m in converted)
    total = [f for found in results.ruff.values() for f in found]
    for name, count, whole in (
        ("all", len(total), lines),
        ("package", sum(f.path.startswith("src/") for f in total), lines - tests),
        ("tests", sum(f.path.startswith("tests/") for f in total), tests),
    ):
        rate = f"{100 * count / max(whole, 1):.2f} ({count} in {whole})"
        yield f"| ruff's new findings in 100 lines, {name} | {rate} | below 1 |"
    found = [f for every in results.mypy.values() for f in every]
    yield f"| mypy's new findings; packages | {len(found)}; {len(results.mypy)} | 0 |"


def _median(shapes: Sequence[Shape]) -> float:
    return median(s.lines for s in shapes) if shapes else 0.0


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / max(whole, 1):.2f} %)"


def _worst(results: Results, most: int) -> Iterator[str]:
    kinds: dict[str, Callable[[Shape], bool]] = {
        "Long": lambda s: s.lines > LONG and not s.authors,
        "Many parameters": lambda s: s.parameters > MANY_PARAMETERS and not s.authors,
        "Fallbacks": lambda s: s.fallback,
        "Wrappers": lambda s: s.wrapper,
    }
    for title, fits in kinds.items():
        found = [f"{s.name} {m.path}" for m in results.notebooks for s in m.shapes if fits(s)]
        yield from _section(title, found, most)
    yield from _section("Same body", [f"{n} {m.path}" for m in results.notebooks for n in m.same], most)
    alike = [f"{n} {m.path}" for m in results.notebooks for n in m.alike]
    yield from _section("Equal up to names and literals", alike, most)
    yield from _section("Rules of ruff", _rules(results.ruff), 4 * most)
    yield from _section("Found by ruff", _examples(results.ruff, most // 2), 100 * most)
    yield from _section("Rules of mypy", _rules(results.mypy), 4 * most)
    yield from _section("Found by mypy", _examples(results.mypy, most // 2), 100 * most)
    yield from _section("Not converted", [f"{m.path}: {m.failure}" for m in results.notebooks if m.failure], most)


def _rules(findings: Findings) -> list[str]:
    found = (f for every in findings.values() for f in every)
    counts = Counter(f"{f.code}{' (tests)' if f.path.startswith('tests/') else ''}" for f in found)
    return [f"{number} x {code}" for code, number in counts.most_common()]


def _examples(findings: Findings, most: int) -> list[str]:
    """Some findings of each rule."""
    seen: Counter[str] = Counter()
    lines: list[str] = []
    for path, every in findings.items():
        for one in every:
            seen[one.code] += 1
            if seen[one.code] <= most:
                lines.append(f"{one.code} {path} {one.path}:{one.line} {one.message}")
    return sorted(lines)


def _section(title: str, lines: Sequence[str], most: int) -> list[str]:
    more = [f"- … and {len(lines) - most} more"] if len(lines) > most else []
    return ["", f"## {title} ({len(lines)})", "", *(f"- {line}" for line in lines[:most]), *more] if lines else []
