"""What decides in a cell as a whole: values that serve its plots or files, constants, definitions."""

from __future__ import annotations

import pytest

from nb2prod.roles import Role
from tests.unit.roles.support import analysed, guesses

IMPORTS = """\
import codecs
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
import seaborn as sns
import sagemaker
import tensorflow as tf
from sagemaker import get_execution_role
from sklearn.datasets import make_moons
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import KFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
"""

CELLS: tuple[tuple[str, str], ...] = (
    # Data that serves nothing but the plots of its cell, whatever its name.
    ("x = df['a'].values\nplt.hist(x)", "plot"),
    ("X = df.groupby('a').b.sum()\nsns.barplot(X)", "plot"),
    # Results that are handed in; data that is only saved; data that is changed first.
    ("rows = np.array(y_pred)\nout = pd.DataFrame({'y': rows})\nout.to_csv('o.csv')", "submit"),
    ("df['label'] = labels\ndf[['id', 'label']].to_csv('submission.csv')", "submit"),
    ("small = df[['a', 'b']]\nsmall.to_csv('small.csv')", "export"),
    ("df = df[df.a > 3]\ndf.to_csv('part.csv')", "filter"),
    ("df['b'] = df.a * 2\ndf.to_csv('more.csv')", "engineer"),
    # What is done in passing: to what is loaded, for plots, for a file.
    ("a = pd.read_csv('a')\nb = pd.read_csv('b')\nc = a.merge(b, on='id')", "load"),
    ("a = pd.read_csv('a')\na['x'] = a['y'] * 2\na['z'] = a['y'] * 3", "engineer"),
    ("a = pd.read_csv('a')\na['x'] = StandardScaler().fit_transform(a[['y']])", "scale"),
    ("df['b'] = df['a'] * 2\nplt.hist(df['a'])\nplt.title('a')\nplt.show()", "plot"),
    ("df['b'] = df['a'] * 2\nplt.hist(df['a'])", "engineer"),
    ("y = model.predict(X)\nout = pd.DataFrame({'y': y})\nout.to_csv('submission.csv')", "submit"),
    ("model.fit(X, y)\ny = model.predict(X)\npd.DataFrame(y).to_csv('submission.csv')", "train"),
    # Renaming is preparation, but no loading.
    ("counts = df.groupby('a').b.sum()\ncounts.rename(columns={'b': 'n'}, inplace=True)", "engineer"),
    # Constants: few hyperparameters among many others decide nothing; computed ones are ones, too.
    ("SEED = 1\nNAME = 'a'\nDEBUG = False\nLEARNING_RATE = 0.1", "configure"),
    ("epochs = 3\nbatch_size = 32", "train"),
    ("n_folds = 5\nfolds = KFold(n_splits=n_folds)", "split"),
    ("num_boost_rounds = round(20 / params['eta'])", "train"),
    ("prefix = 'a/b'\nlocation = 's3://{}/{}'.format(bucket, prefix)\nout = prefix + '/out'", "configure"),
    ("params = {'max_depth': 3, 'eta': 0.1, 'eval_metric': ['auc']}", "train"),
    ("params = {'max_depth': [3, 5], 'eta': [0.1, 0.2]}", "tune"),
    # Looking at what the cell has set up.
    ("role = get_execution_role()\nprint(role)", "connect"),
    # A definition does nothing until it is called.
    ("def f(x):\n    return x * 2\ndf.head()", "inspect"),
    ("df = pd.read_csv('a')\ndef f(d):\n    d['a'] = d['b'].fillna(0)\n    return d", "load"),
    # Files line by line; data that is made up; layers, pipelines and classes that prepare data.
    ("f = codecs.open('a.txt')\nfor line in f:\n    word = line.split()[0]\n    known[word] = 1", "load"),
    ("X, y = make_moons(100)", "load"),
    ("layer = tf.keras.layers.TextVectorization()\nlayer.adapt(texts)", "encode"),
    ("steps = Pipeline([('scale', StandardScaler())])\nX = steps.fit_transform(X)", "scale"),
    ("model = Pipeline([('scale', StandardScaler()), ('fit', LinearRegression())])", "train"),
    ("model = Pipeline([('scale', StandardScaler()), ('fit', chosen)])", "train"),
    ("estimator = sagemaker.LinearLearner(role=role)", "train"),
    ("class Own:\n    def fit(self, X):\n        self.m = X\n    def predict(self, X):\n        return X", "train"),
    (
        "class Own:\n    def fit(self, X):\n        self.m = X\n    def transform(self, X):\n        return X",
        "engineer",
    ),
    ("df = df.reset_index(drop=True)\ndf.head()", "engineer"),
    ("frame = pd.DataFrame(columns=['a'])\ndf = pd.read_csv('a')", "load"),
    # Shell lines are what they do.
    ("!head a.csv", "inspect"),
    ("!wget https://example.org/a.csv", "load"),
    ("!pip install a", "configure"),
)


@pytest.mark.parametrize(("code", "activity"), CELLS)
def test_what_decides_in_a_cell(code: str, activity: str) -> None:
    cell = analysed(IMPORTS, "df = pd.read_csv('a.csv')", code, typed=True)[1][2]
    assert cell.activity == activity, cell


def test_a_cell_that_makes_what_another_one_plots_makes_data() -> None:
    roles, cells = analysed(IMPORTS, "df = pd.read_csv('a')", "top = df[df.a > 3]", "plt.plot(top)")
    assert roles[-2].role is Role.EXPLORATION
    assert (cells[2].role, cells[2].roles) == (Role.PREPROCESSING, (Role.PREPROCESSING, Role.EXPLORATION))


def test_a_column_of_derived_data_that_other_cells_plot_is_a_feature() -> None:
    cells = analysed(IMPORTS, "top = df[df.a > 3]\ntop.head()", "top['b'] = np.log(top['a'])", "plt.plot(top)")[1]
    assert cells[2].activity == "engineer"


def test_a_constant_that_only_plots_read_is_for_them() -> None:
    assert guesses(IMPORTS, "epochs = range(1, 5)\nplt.plot(epochs, losses)")[-2].activity == "plot"


def test_what_a_function_reads_later_is_used() -> None:
    first = "start = df.date.min()\ndef since(d):\n    return (d.date - start).apply(str)"
    assert guesses(IMPORTS, first)[-2].activity == "engineer"


def test_a_value_named_like_a_submission_that_is_predicted_on_is_data() -> None:
    assert guesses(IMPORTS, "data_submit = df[mask]", "y = model.predict(data_submit)")[-2].activity == "make"


def test_evidence_names_what_a_method_is_called_on() -> None:
    assert guesses(IMPORTS, "X = StandardScaler().fit_transform(X)")[-1].evidence[0].startswith("StandardScaler().fit")
    assert guesses(IMPORTS, "a = df.groupby('b').c.mean()", "m.fit(a, y)")[-2].evidence[1].startswith("df….mean")
