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


def test_sections_of_a_shared_scope_say_which_names_are_the_modules() -> None:
    cells = ["scope = globals()", "total = float('0')"]
    for n in range(70):
        cells.append(f"# %% [markdown]\n## Part {n}")
        cells.append(
            f"v{n} = [float('{n}')]\nv{n}.append({n})\ntotal += sum(v{n})\nexec('w{n} = v{n}')\nprint(w{n}, total)"
        )
    cells.append("print(sorted(n for n in scope if n[0] in 'vw')[:5], len(scope['v3']))")
    made = plan_of(*cells)
    text = package_texts(made, "made")["made.pipeline"]
    functions = [n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef)]

    assert made.shared is not None
    assert any(isinstance(p, Section) for p in made.chapters)
    assert all((f.end_lineno or 0) - f.lineno <= LONGEST for f in functions)
    assert package_output(*cells) == script_output(*cells)


def test_a_plot_hands_on_what_a_later_plot_reads() -> None:
    cells = ["import matplotlib.pyplot as plt", "import pandas as pd", "df = pd.DataFrame({'a': [1, 2, 3]})"]
    for n in range(60):
        cells.append(f"# %% [markdown]\n## Part {n}")
        cells.append("fig, ax = plt.subplots()\nax.plot(df['a'])" if n % 20 == 0 else "ax.set_title('on')")
        cells.append(f"df{n} = df.copy()\ndf{n}['c'] = {n}\nprint(len(df{n}))")
    text = package_texts(plan_of(*cells), "made")["made.pipeline"]
    run = next(n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef) and n.name == "run")

    assert (run.end_lineno or 0) - run.lineno <= LONGEST
    assert package_output(*cells) == script_output(*cells)


def test_a_section_ends_before_what_a_function_has_rebound() -> None:
    cells = ["total = 0", "def add(n):\n    global total\n    total += n\n    return n"]
    for n in range(60):
        cells.append(f"# %% [markdown]\n## Part {n}")
        cells.append(f"v{n} = [float('{n}')]\nv{n}.append(add({n}))\nprint(v{n})")
        cells += [f"print(total + {n})"] * (n % 9 == 0)
    made = plan_of(*cells, "print(total)")

    assert any(isinstance(p, Section) for p in made.chapters)
    assert package_output(*cells, "print(total)") == script_output(*cells, "print(total)")
