"""Long pipelines are divided, and divided again; what stays in the pipeline itself stands between."""

from __future__ import annotations

import ast

from nb2prod.plan.model import Section, Step, StepKind
from tests.unit.making import package_output, package_texts, plan_of, script_output

LONGEST = 60


def _chain(count: int) -> list[str]:
    """Cells that each train on what the one before gave, so that each is a step of its own."""
    cells = ["import pandas as pd", 'df0 = pd.read_csv("a.csv")']
    for n in range(count):
        cells += [f"# %% [markdown]\n## Part {n}", f'df{n + 1} = df{n}.dropna()\ndf{n + 1}["c{n}"] = df{n}["a"] * {n}']
    return [*cells, f'df{count}.to_csv("out.csv")']


def _steps(parts: tuple[Step | Section, ...]) -> list[Step]:
    return [s for p in parts for s in (_steps(p.parts) if isinstance(p, Section) else [p])]


def test_a_short_pipeline_is_not_divided() -> None:
    made = plan_of(*_chain(3))

    assert made.chapters == made.steps


def test_sections_hold_all_steps_in_order() -> None:
    made = plan_of(*_chain(60))

    assert any(isinstance(p, Section) for p in made.chapters)
    assert tuple(_steps(made.chapters)) == made.steps


def test_no_function_of_a_long_pipeline_is_long() -> None:
    text = package_texts(plan_of(*_chain(400)), "made")["made.pipeline"]

    heights = {n.name: (n.end_lineno or 0) - n.lineno for n in ast.parse(text).body if isinstance(n, ast.FunctionDef)}
    assert max(heights.values()) <= LONGEST, heights


def test_an_inline_step_stands_in_the_pipeline_itself() -> None:
    cells = _chain(40)
    closure = [
        "rate = 1",
        "def scaled(x):\n    return x * rate",
        "f = [scaled]",
        "rate = 2",
        "print(f[0](1), scaled(2))",
    ]
    made = plan_of(*cells[:40], *closure, *cells[40:])

    inline = [p for p in made.chapters if isinstance(p, Step) and p.kind is StepKind.INLINE]
    assert len(inline) == sum(s.kind is StepKind.INLINE for s in made.steps) > 0
    assert any(isinstance(p, Section) for p in made.chapters)


def test_the_last_section_makes_what_the_pipeline_returns() -> None:
    cells = ["start = float('1')", "early = start * 3"]
    for n in range(90):
        cells.append(f"# %% [markdown]\n## Part {n}")
        cells.append(f"v{n} = [start * {n}]\nv{n}.append({n})\nprint(v{n}, file=None)\nw{n} = sum(v{n})")
    text = package_texts(plan_of(*cells), "made")["made.pipeline"]
    run = next(n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef) and n.name == "run")

    assert isinstance(run.body[-1], ast.Return)
    assert isinstance(run.body[-1].value, ast.Call)
    assert ast.unparse(run.body[-1].value.func).startswith("run_")
    assert package_output(*cells) == script_output(*cells)
