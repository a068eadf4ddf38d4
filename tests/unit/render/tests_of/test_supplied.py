"""Steps whose inputs earlier steps make: which of those run first, and what is claimed of the result."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from nb2prod.pipeline import convert, prepare

IMPORTS = "import numpy as np\nimport pandas as pd\nimport matplotlib.pyplot as plt\n"
DATA = (
    "x = np.linspace(0, 10, 50)\nX = np.column_stack((x, x ** 2))\n"
    "noise = np.random.normal(size=50)\ny = X @ [1, 2] + noise"
)
PLOT = (
    "plt.figure(figsize=(5, 4))\nplt.plot(x, y, 'b.', label='seen')\n"
    "plt.title('All points')\nplt.xlim(0, 12)\nplt.show()"
)


def _notebook(folder: Path, *cells: str) -> Path:
    shown: list[dict[str, object]] = [
        {
            "cell_type": "markdown" if source.startswith("#") and "\n" not in source else "code",
            "metadata": {},
            "source": source,
            **({} if source.startswith("#") and "\n" not in source else {"outputs": [], "execution_count": None}),
        }
        for source in cells
    ]
    path = folder / "trial.ipynb"
    path.write_text(json.dumps({"cells": shown, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}), encoding="utf-8")
    return path


def _tests(folder: Path, *cells: str) -> dict[str, str]:
    """Tests by name, as the formatted project has them."""
    conversion = prepare(_notebook(folder, *cells), folder / "trial_out")
    others = {"test_pipeline.py", "test_settings.py"}
    texts = [f.text for f in conversion.project.files if f.path.parts[0] == "tests" and f.path.name not in others]
    nodes = [n for text in texts for n in ast.parse(text).body if isinstance(n, ast.FunctionDef)]
    return {n.name: ast.unparse(n) for n in nodes if n.name.startswith("test_")}


def _one(folder: Path, word: str, *cells: str) -> str:
    """The test that mentions a word."""
    found = [text for text in _tests(folder, *cells).values() if word in text]
    assert found, f"no test mentions {word}"
    return found[0]


def test_arrays_have_the_values_that_follow(tmp_path: Path) -> None:
    later = ("# # Fit", "from sklearn.linear_model import Ridge\nmodel = Ridge()\nmodel.fit(X, y)")
    text = _one(tmp_path, "X.sum()", IMPORTS, "# # Data", DATA, *later, "# # Look", "print('model', model.coef_)")

    assert "assert X.shape == (50, 2)" in text
    assert "pytest.approx([0.0, 100.0], abs=1e-08)" in text
    assert "assert y.shape == (50,)" in text


def test_only_steps_that_are_needed_run_first(tmp_path: Path) -> None:
    cells = (
        IMPORTS + "from sklearn.linear_model import Ridge",
        "# # Seed",
        "np.random.seed(3)",
        "# # Make",
        "X = np.random.rand(20, 2)\ny = X @ [1.0, 2.0]",
        "# # Other",
        "other = np.arange(5)\nprint('other', other)",
        "# # Fit",
        "model = Ridge(alpha=0.25)\nmodel.fit(X, y)",
        "# # Score",
        "print('score', model.score(X, y))",
    )
    text = _one(tmp_path, "Ridge", *cells)

    assert "check_is_fitted(model)" in text
    assert "model.get_params()['alpha'] == 0.25" in text
    assert "seed" in text
    assert "other" not in text


def test_a_step_behind_a_file_waits_for_the_folder_of_the_notebook(tmp_path: Path) -> None:
    cells = (IMPORTS, "frame = pd.read_csv('some.csv')", "# # Look", "print('rows', frame.shape)")
    tests = _tests(tmp_path, *cells).values()

    assert all("skipif" in text for text in tests)
    assert any("supply: TRIAL_OUT_BASE" in text and "assert 'rows' in printed" in text for text in tests)


def test_a_step_that_writes_beside_the_notebooks_data_stays_a_stub(tmp_path: Path) -> None:
    cells = (IMPORTS, "frame = pd.read_csv('some.csv')", "# # Save", "frame.to_csv('other.csv')")
    saving = [text for name, text in _tests(tmp_path, *cells).items() if "save" in name]

    assert saving
    assert all("mark.skip(" in text for text in saving)


def test_a_call_that_nobody_knows_stays_a_stub(tmp_path: Path) -> None:
    cells = ("import strange", "# # Ask", "answer = strange.ask()", "# # Look", "print('answer', answer)")

    assert all("skip" in text for text in _tests(tmp_path, *cells).values())


def test_files_are_written_in_a_folder_of_the_test(tmp_path: Path) -> None:
    cells = (
        IMPORTS,
        "# # Make",
        "frame = pd.DataFrame({'a': [1, 2]})",
        "# # Save",
        "frame.to_csv('result.csv', index=False)",
    )
    text = _one(tmp_path, "result.csv", *cells)

    assert "monkeypatch.chdir(tmp_path)" in text
    assert "assert (tmp_path / 'result.csv').exists()" in text


@pytest.mark.parametrize("path", ["/tmp/result.csv", "../result.csv", "~/result.csv"])
def test_nothing_is_written_elsewhere(tmp_path: Path, path: str) -> None:
    cells = (
        IMPORTS,
        "# # Make",
        "frame = pd.DataFrame({'a': [1, 2]})",
        "# # Save",
        f"frame.to_csv({path!r}, index=False)",
    )
    saving = [text for name, text in _tests(tmp_path, *cells).items() if "save" in name]

    assert saving
    assert all("skip" in text for text in saving)


def test_labels_and_values_that_are_printed_are_looked_for(tmp_path: Path) -> None:
    cells = (IMPORTS, DATA, "# # Report", "print('first value:', y[0])\nprint(f'shape is {X.shape} here')")
    text = _one(tmp_path, "first value:", *cells)

    assert "assert str(y[0]) in printed" in text
    assert "'shape is', 'here'" in text


def test_a_drawing_is_looked_at(tmp_path: Path) -> None:
    plot = (
        "fig, ax = plt.subplots(figsize=(8, 6))\nax.plot(x, y, 'r--', label='seen')\nax.set_title('Both')\nplt.show()"
    )
    text = _one(tmp_path, "drawn", IMPORTS, DATA, "# # Plot", plot)

    assert "drawn.figure(size=(8, 6), grid=(1, 1))" in text
    assert "drawn.line(x=x, y=y, color='r', linestyle='--', label='seen')" in text
    assert "{'Both'} <= drawn.texts()" in text


def test_a_step_with_a_seed_does_the_same_again(tmp_path: Path) -> None:
    cells = (
        IMPORTS + "from sklearn.model_selection import train_test_split",
        DATA,
        "# # Split",
        "X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=5)",
        "# # Look",
        "print('sizes', X_train.shape, y_train.shape, X_test.shape, y_test.shape)",
    )
    text = _one(tmp_path, "X_train_again", *cells)

    assert "np.testing.assert_array_equal(X_train, X_train_again)" in text
    assert "assert X_train.shape == (40, 2)" in text
    assert "assert y_test.shape == (10,)" in text


def test_a_seed_starts_random_numbers_anew(tmp_path: Path) -> None:
    text = _one(
        tmp_path, "random_sample", IMPORTS, "# # Seed", "np.random.seed(3)", "# # Make", "print(np.random.rand(3))"
    )

    assert text.count(".configure_seed(settings.seed)") == 2


def test_the_keyword_of_a_line_goes_before_its_style(tmp_path: Path) -> None:
    text = _one(tmp_path, "drawn", IMPORTS, DATA, "# # Plot", "plt.plot(x, y, 'bo', color='orange')\nplt.show()")

    assert "color='orange', linestyle='None', marker='o'" in text.replace(
        "marker='o', linestyle='None'", "linestyle='None', marker='o'"
    )


def test_a_plot_that_cannot_be_followed_still_has_to_draw(tmp_path: Path) -> None:
    text = _one(tmp_path, "drawn", IMPORTS, DATA, "# # Plot", "plt.plot(np.gradient(y))\nplt.show()")

    assert "assert any((axes.has_data() for axes in drawn.axes))" in text


def test_a_title_that_is_replaced_is_not_claimed(tmp_path: Path) -> None:
    plot = "plt.plot(x, y)\nplt.title('First')\nplt.title('Second')\nplt.show()"
    text = _one(tmp_path, "drawn", IMPORTS, DATA, "# # Plot", plot)

    assert "{'Second'} <= drawn.texts()" in text


@pytest.mark.parametrize("change", ["plt.cla()", "plt.setp(line, color='r')", "line.set_color('r')", "line.remove()"])
def test_what_is_redrawn_is_not_claimed(tmp_path: Path, change: str) -> None:
    plot = f"line, = plt.plot(x, y, 'b')\n{change}\nplt.show()"

    assert not any("drawn.line" in text for text in _tests(tmp_path, IMPORTS, DATA, "# # Plot", plot).values())


def test_predictions_are_of_classes_that_the_model_knows(tmp_path: Path) -> None:
    cells = (
        "from sklearn.datasets import load_iris\nfrom sklearn.tree import DecisionTreeClassifier",
        "# # Load",
        "X, y = load_iris(return_X_y=True)",
        "# # Fit",
        "model = DecisionTreeClassifier(max_depth=2, random_state=0)\nmodel.fit(X, y)",
        "# # Predict",
        "found = model.predict(X)",
        "# # Look",
        "print('first', found[:5])",
    )
    text = _one(tmp_path, "classes_", *cells)

    assert "assert len(found) == len(X)" in text
    assert "assert set(found) <= set(model.classes_)" in text


def test_a_function_of_the_notebook_is_called_as_a_step_calls_it(tmp_path: Path) -> None:
    cells = (
        IMPORTS,
        "def show(a, b, color='k'):\n    plt.scatter(a, b)\n    plt.title('Pairs')\n    return np.hypot(a, b)",
        DATA,
        "# # Plot",
        "show(x, y, color='r')",
    )
    text = _tests(tmp_path, *cells)["test_show"]

    assert ".show(x, y, color='r')" in text
    assert "drawn.points(x=x, y=y)" in text
    assert "{'Pairs'} <= drawn.texts()" in text


def test_a_function_is_not_called_with_what_its_step_would_give(tmp_path: Path) -> None:
    cells = (
        IMPORTS,
        "def total(a):\n    return np.gradient(a)",
        DATA,
        "# # Work",
        "z = np.sqrt(x)\nfound = total(z)",
        "# # Look",
        "print('z', z, found)",
    )

    assert "skip" in _tests(tmp_path, *cells)["test_total"]


def test_a_linear_model_holds_the_data_that_it_was_given(tmp_path: Path) -> None:
    cells = (
        IMPORTS + "import statsmodels.api as sm",
        DATA,
        "# # Fit",
        "res = sm.OLS(y, X).fit()",
        "# # Look",
        "print('found', res.params)",
    )
    text = _one(tmp_path, "endog", *cells)

    assert "np.testing.assert_array_equal(res.model.endog, np.squeeze(y))" in text
    assert "np.testing.assert_array_equal(res.model.exog, np.squeeze(X))" in text


def test_what_chance_decides_stays_a_stub(tmp_path: Path) -> None:
    own = "def walk(count):\n    steps = [np.random.rand() for _ in range(count)]\n    return np.gradient(steps)"
    cells = (IMPORTS, own, "# # Walk", "path = walk(9)", "# # Look", "print('path', path)")
    texts = _tests(tmp_path, *cells)

    assert any("draws random numbers that nothing seeds" in text for text in texts.values())
    assert all("skip" in text for text in texts.values())


def test_with_a_seed_it_is_no_chance(tmp_path: Path) -> None:
    own = "def walk(count):\n    steps = [np.random.rand() for _ in range(count)]\n    return np.gradient(steps)"
    cells = (
        IMPORTS,
        own,
        "# # Seed",
        "np.random.seed(1)",
        "# # Walk",
        "path = walk(9)",
        "# # Look",
        "print('path', path)",
    )

    assert any("'path' in printed" in text for text in _tests(tmp_path, *cells).values())


def test_a_drawing_is_shown_closed_and_has_its_legend(tmp_path: Path) -> None:
    plot = "plt.plot(x, y, label='seen')\nplt.legend()\nplt.show()"
    text = _one(tmp_path, "drawn", IMPORTS, DATA, "# # Plot", plot, "# # Other", "plt.plot(y)\nplt.show()")

    assert "drawn.legend()" in text
    assert "drawn.shown >= 1" in text
    assert "assert not plt.get_fignums()" in text


def test_of_an_estimator_that_is_fitted_twice_the_features_are_not_claimed(tmp_path: Path) -> None:
    fits = "model = Ridge(alpha=0.5)\nmodel.fit(X, y)\nprint(model.fit(X[:, :1], y).coef_)"
    cells = (
        IMPORTS + "from sklearn.linear_model import Ridge",
        "# # Data",
        DATA,
        "# # Fit",
        fits,
        "# # Look",
        "print(model)",
    )
    text = "\n".join(_tests(tmp_path, *cells).values())

    assert "check_is_fitted(model)" in text
    assert "n_features_in_" not in text


def test_what_is_no_estimator_has_no_parameters_to_ask_for(tmp_path: Path) -> None:
    cells = (
        IMPORTS + "from sklearn.neighbors import KDTree",
        "# # Data",
        DATA,
        "# # Build",
        "tree = KDTree(X, leaf_size=2)",
        "# # Look",
        "print('near', tree.query(X[:1], k=2))",
    )

    assert not any("get_params" in text for text in _tests(tmp_path, *cells).values())


def test_a_stub_says_what_stands_in_the_way(tmp_path: Path) -> None:
    cells = (
        "import requests",
        "# # Ask",
        "answer = requests.get('https://example.org').text",
        "# # Look",
        "print(answer)",
    )
    texts = _tests(tmp_path, *cells).values()

    assert any("asks the network" in text for text in texts)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a drawing, files, estimators and printing."""
    folder = tmp_path_factory.mktemp("whole")
    cells = (
        IMPORTS + "from sklearn.linear_model import Ridge",
        "# # Seed",
        "np.random.seed(3)",
        "# # Data",
        DATA,
        "# # Plot",
        PLOT,
        "# # Fit",
        "model = Ridge(alpha=0.25)\nmodel.fit(X, y)",
        "# # Report",
        "print('slope:', model.coef_)",
        "# # Save",
        "pd.DataFrame({'y': y}).to_csv('y.csv')",
    )
    convert(_notebook(folder, *cells), folder / "trial_out")
    return folder / "trial_out"


def _suite(project: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-qx", "-p", "no:cacheprovider", "tests"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_the_suite_passes_as_generated(project: Path) -> None:
    done = _suite(project)

    assert done.returncode == 0, done.stdout
    assert "test_run_arrives_at_its_outputs" in (project / "tests" / "test_pipeline.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x**2", "x**3"),
        ('"All points"', '"Some points"'),
        ("plt.plot(x, y", "plt.plot(y, x"),
        ("plt.xlim(0, 12)", "plt.xlim(0, 13)"),
        ("model.fit(X, y)", "pass"),
        ("model.coef_", "model.intercept_"),
        ('"y.csv"', '"z.csv"'),
    ],
)
def test_a_fault_is_noticed(project: Path, old: str, new: str) -> None:
    place = next(p for p in sorted((project / "src").rglob("*.py")) if old in p.read_text(encoding="utf-8"))
    before = place.read_text(encoding="utf-8")
    place.write_text(before.replace(old, new), encoding="utf-8")
    try:
        done = _suite(project)
    finally:
        place.write_text(before, encoding="utf-8")

    assert done.returncode == 1, f"{old}: {done.stdout}"


def test_tests_of_drawings_import_nothing_of_a_conftest(tmp_path: Path) -> None:
    # Recorded tests bring a second file of that name.
    path = _notebook(tmp_path, IMPORTS, DATA, PLOT)
    files = {f.path.name: f.text for f in prepare(path, tmp_path / "out").project.files if f.path.parts[0] == "tests"}

    assert any("from drawing_checks import Drawing" in text for text in files.values())
    assert not any("from conftest import" in text for text in files.values())
    assert "class Drawing" in files["drawing_checks.py"]
