"""A step's values come from the last step before it that gives them."""

from __future__ import annotations

from tests.unit.making import functions_of, plan_of


def test_values_come_from_the_step_before() -> None:
    made = plan_of("import pandas as pd\ndf = pd.read_csv('a.csv')", "# sort\nn = df.sort_values('a')", "n.to_csv('b')")

    facts = {(f.name, p.name): p.fact for f in functions_of(made) for p in f.parameters if p.kind.value == "value"}

    assert set(facts.values()) == {f"From `{f.module}.{f.name}`." for f in functions_of(made)[:-1]}


def test_values_of_the_pipeline_itself_come_from_no_step() -> None:
    made = plan_of("def f():\n    global n\n    n = 1", "f()\nprint(n)", "m = n + 1\nprint(m)")

    assert all(not p.fact for f in functions_of(made) for p in f.parameters if p.name == "n")
