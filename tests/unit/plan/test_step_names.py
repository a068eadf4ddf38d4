"""Steps are named by what they do, in the author's words where there are any."""

from __future__ import annotations

import pytest

from nb2prod.plan.data_names import is_generic
from nb2prod.plan.phrases import asks_to_look, is_sentence, without_number
from nb2prod.plan.step_names import title_words
from tests.unit.making import plan_of

LOADED = "import pandas as pd\ndf = pd.read_csv('data/customers.csv')\nprint(df)"


def _names(*cells: str) -> list[str]:
    return [s.function.name for s in plan_of(*cells).steps if s.function is not None]


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        ((LOADED,), "load_customers"),
        (("import pandas as pd\nPATH = 'in/sales_2019.csv'\nd = pd.read_csv(PATH)\nprint(d)",), "load_sales"),
        (("import pandas as pd\norders = pd.read_csv('x.csv')\nprint(orders)",), "load_orders"),
        (
            ("import pandas as pd\npd.set_option('display.width', 9)\ndf = pd.read_csv('a/trips.csv')\nprint(df)",),
            "load_trips",
        ),
        ((LOADED, "df['ratio'] = df['a'] / df['b']\nprint(df.ratio.sum())"), "add_ratio"),
        (
            (
                "from sklearn.ensemble import RandomForestClassifier\nimport numpy as np",
                "rf = RandomForestClassifier()\nrf.fit(np.ones((4, 2)), [0, 1, 0, 1])\nprint(rf)",
            ),
            "fit_random_forest",
        ),
        (
            (
                LOADED,
                "from sklearn.model_selection import train_test_split\ny = df.pop('y')",
                "X_train, X_test, y_train, y_test = train_test_split(df, y)\nprint(len(X_train), len(X_test))",
            ),
            "split_train_test",
        ),
        ((LOADED, "X = df.drop(columns='y')\ny = df['y']\nprint(X.shape, y.shape)"), "split_features_and_target"),
        (
            ("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.title('Sales by week')\nplt.show()",),
            "plot_sales_week",
        ),
        (
            (LOADED, "df2 = df.copy()", "df2 = df2.drop_duplicates()\nprint(df2)", "print(df2.iloc[0])"),
            "drop_customers",
        ),
        ((LOADED, "# drop who left early\ndf = df[df.months > 2]\nprint(len(df))"), "drop_who_left_early"),
    ],
)
def test_a_step_is_named_by_what_its_calls_are_given(cells: tuple[str, ...], name: str) -> None:
    assert name in _names(*cells)


def test_a_comment_that_tells_something_names_nothing() -> None:
    names = _names(LOADED, "# months is just age in disguise\ndf = df.drop(columns='months')\nprint(len(df))")
    assert not any("disguise" in name for name in names)


@pytest.mark.parametrize(
    ("title", "rest"),
    [
        ("Day 1: Chronal Calibration", "Chronal Calibration"),
        ("[Day 1: Chronal](https://example.com)", "Chronal](https://example.com)"),
        ("Example 2 -- Digits", "Digits"),
        ("5.7 Sorting elements", "Sorting elements"),
        ("Step 3) Clean", "Clean"),
        ("IV. Results", "Results"),
        ("Exploration", "Exploration"),
        ("2019", "2019"),
    ],
)
def test_numbers_of_titles_are_left_out(title: str, rest: str) -> None:
    assert without_number(title) == rest


@pytest.mark.parametrize(
    ("text", "told"),
    [("How good?", True), ("the blank means nothing", False), ("we drop the rest", True), ("Clean the data", False)],
)
def test_sentences_are_told_from_titles(text: str, told: bool) -> None:
    assert is_sentence(text) is told


def test_a_title_that_only_counts_names_by_its_number() -> None:
    assert title_words("[Problem 48](https://example.com)") == ["problem", "48"]


def test_a_gerund_becomes_an_imperative() -> None:
    assert title_words("Example 1 - Classifying Iris Flowers") == ["classify", "iris", "flowers"]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Data Preprocessing", ["preprocess", "data"]),
        ("2. Feature selection", ["select", "feature"]),
        ("Training set and testing", ["train", "set", "testing"]),
        ("Linear Regression", ["linear", "regression"]),
        ("Exploration", ["exploration"]),
    ],
)
def test_a_noun_that_asks_for_something_becomes_an_imperative(title: str, words: list[str]) -> None:
    assert title_words(title) == words


def test_a_heading_that_asks_for_plots_names_no_other_step() -> None:
    text = "import pandas as pd\n# load the orders\ndf = pd.read_csv('a/b.csv')"

    assert title_words("Plot the orders") == ["plot", "orders"]
    assert asks_to_look("3. Visualizing orders")
    assert not asks_to_look("Load what is plotted")
    assert "load_orders" in _names(text + "\nprint(df)")


def test_frames_are_named_by_what_is_in_them() -> None:
    text = "import pandas as pd\ndf_orders = pd.read_csv('x.csv')"

    assert "drop_orders" in _names(
        text, "df_orders = df_orders.dropna()", "df_orders.to_csv('y.csv')\nprint(df_orders)"
    )


@pytest.mark.parametrize(("name", "generic"), [("df2", True), ("x", True), ("X_train", False), ("prices", False)])
def test_generic_names_are_known(name: str, generic: bool) -> None:
    assert is_generic(name) is generic


@pytest.mark.parametrize("title", ["Using Pandas", "Getting started", "This notebook", "The numpy module"])
def test_titles_of_nothing_name_nothing(title: str) -> None:
    assert title_words(title) == []


def test_a_comment_further_down_names_no_step() -> None:
    names = _names(LOADED, "df = df.dropna()\n# sort by age\ndf = df.sort_values('age')\ndf.to_csv('x.csv')")

    assert not any("sort_age" in name for name in names)


def test_a_model_that_is_not_fitted_is_built() -> None:
    made = "from sklearn.svm import SVC\nmodel = SVC(C=2.0)"

    assert _names(made, "print(model.get_params())") == ["build_svc"]
    assert "fit_svc" in _names(made, "model.fit([[1], [2]], [0, 1])", "print(model)")


def test_what_draws_nothing_is_no_plot() -> None:
    cells = (LOADED, "low = df.head(3)", "import matplotlib.pyplot as plt\nplt.plot(low)\nplt.show()")

    assert not any(name.startswith("plot_low") for name in _names(*cells)[:-1])
