"""Roles of statements: small code, and what it is for."""

from __future__ import annotations

import pytest

from nb2prod.roles import Role
from nb2prod.roles.draft import MAYBE
from tests.unit.roles.support import guesses

IMPORTS = """\
import os, warnings
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
import seaborn as sns
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, mean_squared_error
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score, train_test_split
from sklearn.preprocessing import LabelEncoder, StandardScaler
"""

ONE_STATEMENT: tuple[tuple[str, Role, str], ...] = (
    ("df = pd.read_csv('a.csv')", Role.PREPARATION, "load"),
    ("warnings.filterwarnings('ignore')", Role.PREPARATION, "configure"),
    ("np.random.seed(0)", Role.PREPARATION, "configure"),
    ("pd.set_option('display.max_columns', 50)", Role.PREPARATION, "configure"),
    ("plt.rcParams['figure.figsize'] = (10, 5)", Role.PREPARATION, "configure"),
    ("print(os.listdir('../input'))", Role.PREPARATION, "load"),
    ("pd.read_csv('a.csv').head()", Role.PREPARATION, "load"),
    ("df = pd.concat([pd.read_csv(p) for p in paths])", Role.PREPARATION, "load"),
    ("df.columns = ['a', 'b']", Role.PREPARATION, "rename"),
    ("df = df.rename(columns={'a': 'b'})", Role.PREPARATION, "rename"),
    ("df = df.dropna()", Role.PREPROCESSING, "delete"),
    ("df.drop('a', axis=1, inplace=True)", Role.PREPROCESSING, "delete"),
    ("df['a'] = df['a'].fillna(0)", Role.PREPROCESSING, "impute"),
    ("df['hour'] = df.datetime.dt.hour", Role.PREPROCESSING, "engineer"),
    ("X_train, X_test = train_test_split(X)", Role.PREPROCESSING, "split"),
    ("X = StandardScaler().fit_transform(X)", Role.PREPROCESSING, "scale"),
    ("df = df.merge(other, on='id')", Role.PREPROCESSING, "join"),
    ("X = df[['a', 'b']]", Role.PREPROCESSING, "filter"),
    ("del df['a']", Role.PREPROCESSING, "delete"),
    ("model = RandomForestClassifier(n_estimators=10)", Role.ML, "train"),
    ("model.fit(X, y)", Role.ML, "train"),
    ("y_pred = model.predict(X_test)", Role.ML, "predict"),
    ("df['pred'] = model.predict(X_test)", Role.ML, "predict"),
    ("search = GridSearchCV(LogisticRegression(), {'C': [1, 10]})", Role.ML, "tune"),
    ("params = {'max_depth': 3, 'eta': 0.1}", Role.ML, "train"),
    ("param_grid = {'max_depth': [3, 5], 'n_estimators': [10, 50]}", Role.ML, "tune"),
    ("accuracy_score(y_test, y_pred)", Role.ML, "evaluate"),
    ("print('RMSE', np.sqrt(mean_squared_error(y_test, y_pred)))", Role.ML, "evaluate"),
    ("(y_test == y_pred).mean()", Role.ML, "evaluate"),
    ("rmse = np.sqrt(((y_test - y_pred) ** 2).mean())", Role.ML, "evaluate"),
    ("cross_val_score(LogisticRegression(), X, y, cv=5).mean()", Role.ML, "evaluate"),
    ("model.feature_importances_", Role.ML, "evaluate"),
    ("model.score(X_test, y_test)", Role.ML, "evaluate"),
    ("df.head()", Role.EXPLORATION, "inspect"),
    ("df", Role.EXPLORATION, "inspect"),
    ("df.shape", Role.EXPLORATION, "inspect"),
    ("print(df.describe())", Role.EXPLORATION, "inspect"),
    ("df.groupby('a').b.mean()", Role.EXPLORATION, "inspect"),
    ("df[df.a > 3]", Role.EXPLORATION, "inspect"),
    ("len(df)", Role.EXPLORATION, "inspect"),
    ("sns.heatmap(df.corr())", Role.EXPLORATION, "plot"),
    ("df['a'].plot(kind='hist')", Role.EXPLORATION, "plot"),
    ("ax.set_title('a')", Role.EXPLORATION, "plot"),
    ("plt.title('score %f' % accuracy_score(y_test, y_pred))", Role.EXPLORATION, "plot"),
    ("df.to_csv('out.csv')", Role.OUTPUT, "save"),
    ("submission['target'] = y_pred", Role.OUTPUT, "submit"),
    ("'''only words'''", Role.NONE, ""),
    ("something_unheard_of(1)", Role.NONE, ""),
)


@pytest.mark.parametrize(("code", "role", "activity"), ONE_STATEMENT)
def test_one_statement(code: str, role: Role, activity: str) -> None:
    guess = guesses(IMPORTS, code)[-1]
    assert (guess.role, guess.activity) == (role, activity), guess.evidence


CONTEXT: tuple[tuple[str, str, Role, str], ...] = (
    # The role and activity are those of the first statement after the imports.
    ("counts = df.groupby('a').b.mean()\ncounts.plot()", "only plotted", Role.EXPLORATION, "plot"),
    ("counts = df.groupby('a').b.mean()\nmodel.fit(counts, y)", "later fitted", Role.PREPROCESSING, "engineer"),
    ("part = df[df.a > 3]\npart.head()", "only looked at", Role.EXPLORATION, "inspect"),
    ("part = df[df.a > 3]\nmodel.fit(part, y)", "later fitted", Role.PREPROCESSING, "filter"),
    ("average = df.a.mean()\ndf['a'] = df.a.fillna(average)", "used later", Role.PREPROCESSING, "engineer"),
    ("rate = 0.1\nmodel = RandomForestClassifier(rate)", "used by", Role.ML, "train"),
    ("knn = LogisticRegression()\ncross_val_score(knn, X, y)", "only evaluated", Role.ML, "evaluate"),
    ("knn = LogisticRegression()\nknn.fit(X, y)", "later fitted", Role.ML, "train"),
    ("out = pd.DataFrame({'y': y_hat})\nout.to_csv('o.csv')", "only saved", Role.OUTPUT, "submit"),
)


@pytest.mark.parametrize(("code", "why", "role", "activity"), CONTEXT)
def test_what_happens_to_a_value_later_decides(code: str, why: str, role: Role, activity: str) -> None:
    count = len(IMPORTS.splitlines())
    guess = guesses(IMPORTS, code)[count]
    assert (guess.role, guess.activity) == (role, activity), guess.evidence
    assert any(why in text for text in guess.evidence)


BODIES: tuple[tuple[str, str], ...] = (
    ("def f(y, p):\n    return np.sqrt(mean_squared_error(y, p))", "evaluate"),
    ("def rmsle(a, b):\n    return np.sqrt(np.mean((np.log(a) - np.log(b)) ** 2))", "evaluate"),
    ("def f(df):\n    counts = df.a.value_counts()\n    plt.bar(counts.index, counts)\n    plt.show()", "plot"),
    ("def f(path):\n    return pd.read_csv(path)", "load"),
    ("def f(m, X, y):\n    X = X.dropna()\n    m.fit(X, y)\n    return m", "train"),
    ("def f(df):\n    df['a'] = df['b'] * 2\n    return df", "engineer"),
    ("def f(x):\n    if x > 3:\n        return 1\n    return 0", "engineer"),
    ("class Net(nn.Module):\n    def forward(self, x):\n        return x", "train"),
    ("for k in range(3):\n    model = RandomForestClassifier(max_depth=k)\n    model.fit(X, y)", "tune"),
    ("for epoch in range(3):\n    optimizer.zero_grad()\n    loss.backward()\n    optimizer.step()", "train"),
    ("for c in df.columns:\n    part = df[c]\n    plt.hist(part)", "plot"),
    ("with open('a.json') as f:\n    text = f.read()", "load"),
    ("with open('a.txt', 'w') as f:\n    f.write(text)", "save"),
    ("for folder, _, names in os.walk('.'):\n    print(folder)", "load"),
    ("for d in (train, test):\n    d['a'] = d['b'].astype(int)", "engineer"),
)


@pytest.mark.parametrize(("code", "activity"), BODIES)
def test_what_is_inside_decides(code: str, activity: str) -> None:
    guess = guesses(IMPORTS, code)[-1]
    assert guess.activity == activity, guess.evidence
    assert guess.definition == code.startswith(("def ", "class "))


@pytest.mark.parametrize(
    ("definition", "call", "activity"),
    [
        ("def f(df):\n    plt.hist(df)", "f(train)", "plot"),
        ("def f(p):\n    return pd.read_csv(p)", "data = f('a')", "load"),
        ("def f(a, b):\n    return mean_squared_error(a, b)", "print(f(y, p))", "evaluate"),
        ("def f(df):\n    df['a'] = df.b.fillna(0)\n    return df", "train = f(train)", "impute"),
    ],
)
def test_a_call_of_a_local_function_is_for_what_its_body_does(definition: str, call: str, activity: str) -> None:
    guess = guesses(IMPORTS, definition, call)[-1]
    assert guess.activity == activity
    assert any("f, whose body" in text for text in guess.evidence)


def test_methods_of_local_classes_are_for_what_their_bodies_do() -> None:
    own = "class Job:\n    def go(self, X, y):\n        self.m.fit(X, y)\n    def show(self):\n        plt.show()"
    made = guesses(IMPORTS, own, "job = Job()\njob.go(X, y)\njob.show()")
    assert [guess.activity for guess in made[-2:]] == ["train", "plot"]


def test_a_column_that_only_a_plot_of_its_cell_names_is_for_the_plot() -> None:
    load, store = "df = pd.read_csv('a')", "df['log'] = np.log(df['a'])"
    assert guesses(IMPORTS, load, store + "\nsns.histplot(df['log'])")[-2].activity == "plot"
    assert (
        guesses(IMPORTS, load, store + "\nsns.histplot(df['log'])", "model.fit(df[['log']], y)")[-3].activity
        == "engineer"
    )


def test_types_tell_what_a_method_is_for() -> None:
    cells = (IMPORTS, "thing = StandardScaler()", "other = thing", "X = other.fit_transform(X)")
    assert guesses(*cells, typed=True)[-1].activity == "scale"


def test_aliases_are_followed() -> None:
    assert guesses("import pandas as strange", "d = strange.read_csv('a')")[-1].activity == "load"
    assert guesses("from pandas import read_csv as get", "d = get('a')")[-1].evidence == ("pandas.read_csv loads",)


def test_a_rebound_name_loses_its_meaning() -> None:
    assert guesses("import pandas as pd", "pd = object()", "pd.read_csv('a')")[-1].evidence != (
        "pandas.read_csv loads",
    )


def test_a_role_tag_overrides() -> None:
    guess = guesses("df.head()", tags=("nb2prod:role=preprocessing",))[0]
    assert (guess.role, guess.confidence, guess.evidence[0]) == (Role.PREPROCESSING, 1.0, "cell tag")


def test_an_explore_tag_overrides() -> None:
    guess = guesses("df = df.dropna()", tags=("nb2prod:explore",))[0]
    assert (guess.role, guess.confidence) == (Role.EXPLORATION, 1.0)


def test_an_unknown_role_in_a_tag_is_no_override() -> None:
    assert guesses("df.head()", tags=("nb2prod:role=nonsense",))[0].confidence < 1.0


def test_a_heading_speaks_where_code_is_silent() -> None:
    silent = "something_unheard_of(1)"
    assert guesses(silent, heading="## Loading the data")[0].activity == "load"
    assert guesses(silent, heading="## Loading the data")[0].confidence < MAYBE
    assert guesses("df.head()", heading="## Loading the data")[0].activity == "inspect"
