"""What the plan decides: where code goes, what is left out, what is lifted, what is returned."""

from __future__ import annotations

import pytest

from nb2prod.plan.edits import apply_edits
from nb2prod.plan.model import DispositionKind, Hoisted, ParameterKind, Plan, StepKind
from nb2prod.render.source import piece_text
from tests.unit.making import functions_of, package_texts, plan_of


def _kinds(made: Plan) -> list[str]:
    return [d.kind.value for d in made.dispositions]


def _hoisted(made: Plan) -> dict[str, Hoisted]:
    return {h.name: h for m in made.modules for h in m.hoisted}


def _inline(made: Plan) -> list[str]:
    return [s.piece.statement.source for s in made.steps if s.kind is StepKind.INLINE and s.piece]


def _text(hoisted: Hoisted) -> str:
    return apply_edits(hoisted.piece.statement.source, hoisted.piece.edits)


# --- imports --------------------------------------------------------------------------------------------------------


def test_imports_go_to_the_modules_that_use_them() -> None:
    made = plan_of("import numpy as np\nimport os", "x = np.zeros(3)\nprint(x)")
    assert _kinds(made)[:2] == ["hoisted", "omitted"]
    assert {i.text for m in made.modules for i in m.imports} == {"import numpy as np"}
    assert made.imports == {"numpy"}


def test_an_import_that_reads_the_environment_waits_for_what_sets_it() -> None:
    made = plan_of(
        "import os\nn = len(os.getcwd())\nos.environ['TF_X'] = str(n)", "import tensorflow as tf\nprint(tf.zeros(2))"
    )
    assert not any("tensorflow" in i.text for m in made.modules for i in m.imports)
    pieces = [p for f in functions_of(made) for p in f.pieces]
    sets = next(n for n, p in enumerate(pieces) if "TF_X" in p.statement.source)
    imports = [n for n, p in enumerate(pieces) if "import tensorflow as tf" in p.before]
    assert imports
    assert min(imports) > sets


def test_a_fallback_import_moves_as_a_whole() -> None:
    code = "try:\n    import simplejson as json\nexcept ImportError:\n    import json"
    made = plan_of(code, "print(json.dumps([1]))")
    assert made.dispositions[0].kind is DispositionKind.HOISTED
    assert code in {i.text for m in made.modules for i in m.imports}


def test_one_name_for_two_imports_is_told_apart() -> None:
    made = plan_of("from os.path import join as j\nprint(j('a', 'b'))", "from math import sqrt as j\nprint(j(4))")
    texts = [t for f in functions_of(made) for p in f.pieces for t in p.before]
    assert texts == ["from os.path import join as j", "from math import sqrt as j"]
    assert len(functions_of(made)) > 1


def test_future_imports_are_left_out() -> None:
    made = plan_of("from __future__ import print_function\nprint(1)")
    assert made.dispositions[0].kind is DispositionKind.OMITTED


# --- constants and definitions --------------------------------------------------------------------------------------


def test_a_constant_that_a_definition_needs_stands_in_a_module() -> None:
    made = plan_of("RATE = 0.2\nOTHER = 3", "def tax(p):\n    return p * RATE", "print(tax(OTHER))")
    hoisted = _hoisted(made)
    assert hoisted["RATE"].constant
    assert "OTHER" not in hoisted


@pytest.mark.parametrize("value", ["[]", "{}", "[[1], []]", "len('a')"])
def test_what_is_no_literal_or_waits_to_be_filled_is_no_constant(value: str) -> None:
    assert "RATE" not in _hoisted(plan_of(f"RATE = {value}", "def tax(p):\n    return p, RATE", "print(tax(1))"))


@pytest.mark.parametrize("value", ["[1, 2]", "{'a': [1], 'b': (2, 3)}", "{'a'}"])
def test_a_table_of_literals_that_nothing_changes_is_a_constant(value: str) -> None:
    assert "RATE" in _hoisted(plan_of(f"RATE = {value}", "def tax(p):\n    return p, len(RATE)", "print(tax(1))"))


@pytest.mark.parametrize(
    "change", ["RATE.append(3)", "RATE[0] = 3", "other = RATE\nother.append(3)", "RATE += [3]", "RATE = [2]"]
)
def test_a_table_that_something_changes_is_none(change: str) -> None:
    cells = ("RATE = [1, 2]", "def tax(p):\n    return p, len(RATE)", change, "print(tax(1))")
    assert "RATE" not in _hoisted(plan_of(*cells))


def test_a_name_bound_twice_is_no_constant() -> None:
    made = plan_of("RATE = 1\ndef tax(p):\n    return p * RATE", "print(tax(1))", "RATE = 2\nprint(tax(1))")
    assert "RATE" not in _hoisted(made)
    assert "*, RATE" in _text(_hoisted(made)["tax"])


def test_a_function_that_reads_a_variable_takes_it_as_a_parameter() -> None:
    made = plan_of("x = len('a')\ndef f(p):\n    return p + x", "def g(p):\n    return f(p)", "print(g(1))")
    assert _text(_hoisted(made)["f"]) == "def f(p, *, x):\n    return p + x"
    assert _text(_hoisted(made)["g"]) == "def g(p, *, x):\n    return f(p, x=x)"
    (step,) = functions_of(made)
    assert "g(1, x=x)" in piece_text(step.pieces[-1])


def test_a_callback_stays_a_closure_of_its_step() -> None:
    made = plan_of("x = len('a')", "def loss(w):\n    return w * x", "print(list(map(loss, [1, 2])))")
    assert "loss" not in _hoisted(made)
    assert made.dispositions[1].kind is DispositionKind.MOVED


def test_a_function_that_rebinds_a_global_stays_in_the_pipeline() -> None:
    made = plan_of("n = 0\ndef count():\n    global n\n    n += 1", "count()\nprint(n)")
    reasons = {
        s.reason
        for s in made.steps
        if s.kind is StepKind.INLINE and s.piece and "def count" in s.piece.statement.source
    }
    assert reasons == {"it rebinds `n` of the notebook"}


def test_two_versions_of_a_function_get_two_names() -> None:
    made = plan_of("def f():\n    return 1\nprint(f())", "def f():\n    return 2\nprint(f())")
    assert {"f", "f_2"} <= set(_hoisted(made))
    text = "\n".join(piece_text(p) for f in functions_of(made) for p in f.pieces)
    assert "print(f())" in text
    assert "print(f_2())" in text


def test_an_equal_definition_is_merged() -> None:
    made = plan_of("def f():\n    return 1\nprint(f())", "def f():\n    return 1\nprint(f())")
    assert _kinds(made)[2] == "merged"
    assert set(_hoisted(made)) == {"f"}


# --- routes ---------------------------------------------------------------------------------------------------------

PLOT = "import matplotlib.pyplot as plt\nxs = [1, 2]"


def test_a_plot_that_fits_a_model_of_the_path_stays_on_it() -> None:
    cells = (
        f"{PLOT}\nfrom sklearn.linear_model import LinearRegression",
        "X, y = [[1.0], [2.0]], [1.0, 2.0]\nmodel = LinearRegression()",
        "plt.plot(model.fit(X, y).coef_)\nplt.show()",
    )
    assert _kinds(plan_of(*cells))[5] == "moved"
    assert _kinds(plan_of(*cells[:2], "plt.plot(X, model.predict(X))\nplt.show()"))[5] == "exploration"


def test_plots_become_exploration_and_are_left_out_on_request() -> None:
    made = plan_of(PLOT, "plt.plot(xs)\nplt.show()", "print(xs)")
    assert _kinds(made)[2:4] == ["exploration", "exploration"]
    assert [s.function.module for s in made.steps if s.kind is StepKind.EXPLORE and s.function] == ["exploration"]
    dropped = plan_of(PLOT, "plt.plot(xs)\nplt.show()", "print(xs)", exploration="drop")
    assert _kinds(dropped)[2:4] == ["omitted", "omitted"]


def test_a_saved_figure_stays_on_the_path() -> None:
    made = plan_of(PLOT, "plt.plot(xs)\nplt.savefig('a.png')")
    assert "exploration" not in _kinds(made)


@pytest.mark.parametrize(
    ("last", "kind"),
    [
        ("xs", "omitted"),
        ("len(xs)", "omitted"),
        ("'a note'", "omitted"),
        ("pass", "omitted"),
        ("xs.pop()", "moved"),
        ("print(xs)", "moved"),
        ("n: int", "omitted"),
    ],
)
def test_what_is_only_looked_at_is_left_out(last: str, kind: str) -> None:
    made = plan_of("xs = [1, 2]", last, "print(xs)")
    assert made.dispositions[1].kind.value == kind
    assert bool(made.dispositions[1].reason) is (kind == "omitted")


def test_tags_decide() -> None:
    made = plan_of("x = 1", "y = 2", "print(x)", tags={2: frozenset({"nb2prod:skip"})})
    assert made.dispositions[1].reason == "tagged nb2prod:skip"
    named = plan_of("x = [3]\nprint(x)", tags={1: frozenset({"nb2prod:name=begin"})})
    assert [f.name for f in functions_of(named)] == ["begin"]


# --- literals -------------------------------------------------------------------------------------------------------


def test_paths_and_seeds_become_settings() -> None:
    made = plan_of(
        "import numpy as np\nimport pandas as pd\nnp.random.seed(7)",
        "df = pd.read_csv('data/a.csv')\nprint(df, np.random.rand())",
    )
    assert {(s.type, s.value) for s in made.settings} == {("int", "7"), ("str", "'data/a.csv'")}
    assert {x.text for x in made.literals} >= {"7", "'data/a.csv'"}
    assert all(p.setting for f in functions_of(made) for p in f.parameters if p.kind is ParameterKind.SETTING)


def test_one_name_for_two_paths_makes_two_settings() -> None:
    made = plan_of(
        "import pandas as pd\npath = 'a.csv'\na = pd.read_csv(path)",
        "path = 'b.csv'\nb = pd.read_csv(path)\nprint(a, b)",
    )
    assert {s.value for s in made.settings} == {"'a.csv'", "'b.csv'"}
    assert len({s.name for s in made.settings}) == 2


def test_hyperparameters_become_options_with_the_value_of_the_notebook() -> None:
    made = plan_of(
        "from sklearn.linear_model import LogisticRegression\nm = LogisticRegression(C=0.5, random_state=3)\nprint(m)"
    )
    options = {p.name: p.default for f in functions_of(made) for p in f.parameters if p.kind is ParameterKind.OPTION}
    assert options == {"C": "0.5"}
    assert [s.value for s in made.settings] == ["3"]


def test_a_secret_is_written_nowhere() -> None:
    secret = "AKIA" + "Q7XM2PLK9R4TZ8WB"
    made = plan_of(f"api_key = '{secret}'", "print(len(api_key))")
    (setting,) = made.settings
    assert setting.value == ""
    assert all(secret not in text for text in package_texts(made, "p").values())
    assert all(secret not in x.text for x in made.literals)


# --- outputs, names, order ------------------------------------------------------------------------------------------


def test_the_pipeline_returns_what_the_notebook_arrives_at() -> None:
    made = plan_of("xs = [3, 1]\nys = sorted(xs)", "total = sum(ys)\nprint(total)")
    assert [o.name for o in made.outputs] == ["total"]


def test_functions_imports_and_private_names_are_no_outputs() -> None:
    made = plan_of("import os\n_hidden = 1\ndef f():\n    return 1", "x = f() + 1")
    assert [o.name for o in made.outputs] == ["x"]


@pytest.mark.parametrize("name", ["configure_x", "compute_x", "make_x", "prepare_x", "report_x", "derive_x", "work"])
def test_steps_never_have_a_name_of_the_notebook(name: str) -> None:
    made = plan_of(f"{name} = [1]\nx = sorted({name})\nx.append(3)", "x.append(1)\nprint(x)", f"print({name})")
    assert name not in {f.name for f in functions_of(made)}


def test_names_of_steps_are_unique() -> None:
    cells = [
        cell for n in range(6) for cell in ("# %% [markdown]\n## Load the data", f"x{n} = sorted([{n}])\nprint(x{n})")
    ]
    names = [f.name for f in functions_of(plan_of("# %% [markdown]\n# Title", *cells))]
    assert len(set(names)) == len(names)
    assert "load_data" in names


def test_a_heading_names_the_step_below_it() -> None:
    made = plan_of(
        "# %% [markdown]\n# Study",
        "x = [2]",
        "# %% [markdown]\n## Filter the long rows",
        "y = [i for i in x if i > 1]\nprint(y)",
    )
    assert made.title == "Study"
    assert functions_of(made)[-1].name == "filter_long_rows"
    assert functions_of(made)[-1].title == "Filter the long rows"


def test_everything_that_a_notebook_holds_is_accounted_for() -> None:
    made = plan_of("import os\nx = 1", "this is no Python", "%matplotlib inline\nprint(x)", "x")
    assert [(d.statement.cell, d.statement.ordinal) for d in made.dispositions] == [
        (1, 0), (1, 1), (2, 0), (3, 0), (3, 1), (4, 0),
    ]  # fmt: skip
    assert _kinds(made) == ["omitted", "moved", "leftover", "omitted", "moved", "omitted"]
    assert len(made.leftovers) == 1


def test_a_figure_ends_with_its_cell() -> None:
    made = plan_of(
        "import matplotlib.pyplot as plt",
        "plt.plot([1, 2])\nplt.savefig('a.png')",
        "plt.plot([3, 4])\nplt.savefig('b.png')",
    )
    closing = [p.statement.id.cell for f in functions_of(made) for p in f.pieces if any("close" in a for a in p.after)]
    assert closing == [2]


def test_what_the_user_should_know_is_noted() -> None:
    made = plan_of("print(later)", "later = 1", "print(never)")
    assert any("`later` is read before any cell binds it" in n for n in made.notes)
    assert any("nothing in the notebook binds `never`" in n for n in made.notes)


def test_code_that_reaches_for_names_by_text_stays_in_the_pipeline() -> None:
    made = plan_of("x = 1", "globals()[chr(121)] = x", "print(y)")
    assert "globals()[chr(121)] = x" in _inline(made)


def test_top_level_await_makes_the_pipeline_a_coroutine() -> None:
    made = plan_of("import asyncio\nawait asyncio.sleep(0)", "print(1)")
    assert made.awaits
    assert functions_of(made)[0].awaits


def test_what_runs_before_all_imports_imports_what_it_needs() -> None:
    """A star import further down makes other statements wait for theirs, but not those at the very start."""
    made = plan_of("import sys\nsys.path.append('../tools')", "from measures import *", "print(total([1, 2]))")

    assert len(made.bootstrap) == 1
    assert "import sys" in {i.text for i in made.bootstrap_imports}
