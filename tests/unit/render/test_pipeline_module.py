"""The pipeline as text: calls in order, names that meet no name of the notebook, what is returned."""

from __future__ import annotations

import ast

import pytest

from nb2prod.render.pipeline_module import names_of, pipeline_text
from tests.unit.making import imported, knowledge, package_texts, plan_of


def _text(*cells: str) -> str:
    return pipeline_text(plan_of(*cells), "pack", knowledge())


def test_own_names_are_free_of_those_of_the_notebook() -> None:
    made = plan_of(
        "settings = 1\nexplore = 2\nOutputs = 3\nreporting = 4\nprint(settings, explore, Outputs, reporting)"
    )
    names = names_of(made, ["reporting", "training"])
    own = {names.settings, names.explore, names.outputs_class, *names.modules.values()}
    assert own.isdisjoint(made.reserved)
    assert names.modules["training"] == "training"


@pytest.mark.parametrize(
    "cells",
    [
        ("x = [1]\nprint(x)",),
        ("settings = 1\nprint(settings)",),
        ("n = 0\ndef f():\n    global n\n    n += 1\nf()\nprint(n)",),
        ("import asyncio\nawait asyncio.sleep(0)\nx = 1",),
        ("def f():\n    return 1",),
    ],
)
def test_the_pipeline_parses_and_can_be_called_with_or_without_settings(cells: tuple[str, ...]) -> None:
    tree = ast.parse(_text(*cells))
    (run,) = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "run"]
    assert [a.arg for a in run.args.args] == ["settings"]
    assert [a.arg for a in run.args.kwonlyargs] == ["explore"]
    assert len(run.args.defaults) == 1
    assert run.args.kw_defaults[0] is not None


def test_exploration_runs_on_request_only() -> None:
    text = _text("import matplotlib.pyplot as plt\nxs = [1]", "plt.plot(xs)", "print(xs)")
    assert "if explore:" in text


def test_inline_code_says_why() -> None:
    assert "# Inline: it rebinds n of the notebook." in _text(
        "n = 0\ndef f():\n    global n\n    n += 1\nf()\nprint(n)"
    )


def test_what_is_returned_has_the_values_of_the_notebook(capsys: pytest.CaptureFixture[str]) -> None:
    made = plan_of("xs = [3, 1]", "total = sum(xs)\nprint(total)", "best = max(xs)")
    with imported(package_texts(made, "returned"), "returned") as pipeline:
        outputs = pipeline.run()
    assert vars(outputs) == {"total": 4, "best": 3}
    assert capsys.readouterr().out == "4\n"


def test_settings_reach_the_steps() -> None:
    made = plan_of("import random\nrandom.seed(3)\nx = random.random()\nprint(x)")
    with imported(package_texts(made, "seeded"), "seeded") as pipeline:
        (field,) = [s.name for s in made.settings]
        first, again = pipeline.run(), pipeline.run()
        other = pipeline.run(pipeline.Settings(**{field: 4}))
    assert first == again
    assert first != other
