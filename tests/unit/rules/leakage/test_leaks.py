"""What leaks, and what only looks as if: each kind in a few lines of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from nb2prod.notebook.reader import read_document
from nb2prod.rules.leakage.analyze import find_leaks, may_leak
from nb2prod.rules.leakage.history import Leak, LeakKind
from nb2prod.rules.unit import Unit

SERVING = {LeakKind.WHOLE_FRAME, LeakKind.ORDER}
START = """
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
df = pd.read_csv("a.csv")
"""
SPLIT = """
train, test = train_test_split(df, random_state=0)
model = Ridge().fit(train[["a", "b"]], train["y"])
model.score(test[["a", "b"]], test["y"])
"""


def leaks_of(code: str) -> list[Leak]:
    unit = Unit(read_document(Path("case.py"), START + code))
    assert not unit.unparsed
    return [leak for leak in find_leaks(unit) if leak.kind not in SERVING]


def kinds_of(code: str) -> list[str]:
    return [leak.kind.name for leak in leaks_of(code)]


LEAKING = {
    "statistic": "df['a'] = df['a'].fillna(df['a'].mean())" + SPLIT,
    "attribute": "df.a = df.a - df.a.mean()" + SPLIT,
    "in place": "df['a'].fillna(df['a'].median(), inplace=True)" + SPLIT,
    "through a name": "middle = df['a'].median()\ndf['a'] = df['a'].fillna(middle)" + SPLIT,
    "numpy": "df['a'] = df['a'] / np.std(df['a'])" + SPLIT,
    "apply over columns": "df = df.apply(lambda c: c.fillna(c.mean()))" + SPLIT,
    "lambda that remembers": "m = df['a'].mean()\ndf['a'] = df['a'].apply(lambda v: v - m)" + SPLIT,
    "group": "df['a'] = df.groupby('b')['a'].transform('mean')" + SPLIT,
    "map of groups": "df['a'] = df['b'].map(df.groupby('b')['a'].mean().to_dict())" + SPLIT,
    "merge of groups": "df = df.merge(df.groupby('b')['c'].mean().rename('a').reset_index(), on='b')" + SPLIT,
    "mask with a statistic": "df['a'] = 0\ndf.loc[df['c'] > df['c'].quantile(.9), 'a'] = 1" + SPLIT,
    "quantile bins": "df['a'] = pd.qcut(df['a'], 4, labels=False)" + SPLIT,
    "scaler": "df[['a', 'b']] = StandardScaler().fit_transform(df[['a', 'b']])" + SPLIT,
    "scaler in steps": "s = StandardScaler()\ns.fit(df[['a']])\ndf['a'] = s.transform(df[['a']])" + SPLIT,
    "loop over columns": "for name in ['a', 'b']:\n    df[name] = df[name] - df[name].mean()" + SPLIT,
    "function": "def scaled(t):\n    t = t.copy()\n    t['a'] = t['a'] / t['a'].max()\n    return t\ndf = scaled(df)"
    + SPLIT,
    "function that changes its argument": "def scale(t):\n    t['a'] = t['a'] / t['a'].max()\nscale(df)" + SPLIT,
    "method": "class Prep:\n    def __init__(self, t):\n        self.t = t\n    def run(self):\n"
    "        return self.t - self.t.mean()\ndf = Prep(df).run()" + SPLIT,
    "pipe": "df = df.pipe(lambda t: t - t.mean())" + SPLIT,
    "sample and drop": "df = df - df.mean()\ntrain = df.sample(frac=.8)\ntest = df.drop(train.index)\n"
    "Ridge().fit(train[['a']], train['y']).score(test[['a']], test['y'])",
    "index that is not in": "df = df - df.mean()\ntrain = df.sample(frac=.8)\ntest = df[~df.index.isin(train.index)]\n"
    "Ridge().fit(train[['a']], train['y']).score(test[['a']], test['y'])",
    "mask and its complement": "df = df - df.mean()\nm = np.random.rand(len(df)) < .8\n"
    "Ridge().fit(df[m][['a']], df[m]['y']).score(df[~m][['a']], df[~m]['y'])",
    "before and after a day": "df['a'] = df['a'] - df['a'].mean()\nold, new = df[df.day < 9], df[df.day >= 9]\n"
    "Ridge().fit(old[['a']], old['y']).score(new[['a']], new['y'])",
    "slices": "x = (df - df.mean()).values\nRidge().fit(x[:90], df.y[:90]).score(x[90:], df.y[90:])",
    "pieces": "a, b, c = np.split(df - df.mean(), [60, 80])\nRidge().fit(a, a['y']).score(c, c['y'])",
    "folds": "x = StandardScaler().fit_transform(df[['a']])\nfor i, j in KFold(3).split(x):\n"
    "    Ridge().fit(x[i], df.y[i]).score(x[j], df.y[j])",
    "folds as they once were": "x = StandardScaler().fit_transform(df[['a']])\nfor i, j in KFold(9, n_folds=3):\n"
    "    Ridge().fit(x[i], df.y[i]).score(x[j], df.y[j])",
    "cross-validation": "cross_val_score(Ridge(), StandardScaler().fit_transform(df[['a']]), df['y'])",
    "search": "GridSearchCV(Ridge(), {}).fit(StandardScaler().fit_transform(df[['a']]), df['y'])",
    "features by their weights": "w = Ridge().fit(df[['a', 'b']], df['y']).coef_\nx = df[df.columns[w > 0]]\n"
    "a, b, c, d = train_test_split(x, df['y'])\nRidge().fit(a, c).score(b, d)",
    "metric": "df = df - df.mean()\nfrom sklearn.metrics import r2_score\ntrain, test = train_test_split(df)\n"
    "guess = Ridge().fit(train[['a']], train['y']).predict(test[['a']])\nr2_score(test['y'], guess)",
    "predicted alone": "df = df - df.mean()\ntrain, test = train_test_split(df)\n"
    "Ridge().fit(train[['a']], train['y']).predict(test[['a']])",
    "models in a dictionary": "df = df - df.mean()\ntrain, test = train_test_split(df)\n"
    "for name, m in {'r': Ridge(), 'l': LinearRegression()}.items():\n"
    "    m.fit(train[['a']], train['y'])\n    print(m.score(test[['a']], test['y']))",
    "booster": "import xgboost as xgb\ndf['a'] = df['a'] - df['a'].mean()\ntrain, test = train_test_split(df)\n"
    "b = xgb.train({}, xgb.DMatrix(train[['a']], train['y']), 9)\nb.predict(xgb.DMatrix(test[['a']]))",
    "network": "from keras.models import Sequential\nx = StandardScaler().fit_transform(df[['a']])\nm = Sequential()\n"
    "a, b, c, d = train_test_split(x, df['y'])\nm.fit(a, c, epochs=3)\nm.evaluate(b, d)",
    "network, validated": "from keras.models import Sequential\nx = StandardScaler().fit_transform(df[['a']])\n"
    "m = Sequential()\na, b, c, d = train_test_split(x, df['y'])\nm.fit(a, c, validation_data=(b, d))",
    "training loop": "import torch\nfrom torch import nn\nclass Net(nn.Module):\n    pass\n"
    "x = torch.tensor(StandardScaler().fit_transform(df[['a']]))\na, b = train_test_split(x)\nnet = Net()\n"
    "error = nn.MSELoss()\nfor n in range(9):\n    error(net(a), a).backward()\nprint((net(b) == b).float().mean())",
    "function that nobody calls": "def run(df):\n    df = df - df.mean()\n    train, test = train_test_split(df)\n"
    "    Ridge().fit(train[['a']], train['y']).score(test[['a']], test['y'])",
}


@pytest.mark.parametrize("code", LEAKING.values(), ids=LEAKING)
def test_what_was_learned_from_test_rows_is_found(code: str) -> None:
    assert "PREPROCESSING" in kinds_of(code)


CLEAN = {
    "row by row": "df['a'] = np.log(df['b']) + df['c']" + SPLIT,
    "statistic of a row": "df['a'] = df[['b', 'c']].mean(axis=1)" + SPLIT,
    "statistic of an element": "df['a'] = df['words'].apply(lambda v: np.mean([len(w) for w in v.split()]))" + SPLIT,
    "statistic of one value": "df['a'] = [np.max(df['band'][i]) for i in range(len(df))]" + SPLIT,
    "constant": "df = df.fillna(0)" + SPLIT,
    "texts value by value": "df['a'] = df['text'].str.count('!')" + SPLIT,
    "one group after the other": "for kind in df['kind'].unique():\n    part = df[df['kind'] == kind]\n"
    "    train, test = train_test_split(part)\n"
    "    Ridge().fit(train[['a']], train['y']).score(test[['a']], test['y'])",
    "image after image": "from PIL import Image\ndef dark(p):\n    return np.mean(Image.open(p))\n"
    "df['a'] = df['path'].apply(dark)" + SPLIT,
    "another column": "df['z'] = df['a'] / df['a'].max()" + SPLIT,
    "dropped again": "df['z'] = df['a'].rank()\ny = df['y']\ndf = df.drop(columns=['z', 'y'])\n"
    "a, b, c, d = train_test_split(df, y)\nRidge().fit(a, c).score(b, d)",
    "origin that is moved": "df['a'] = df['a'] - df['a'].min()" + SPLIT,
    "edges that are given": "df['a'] = pd.cut(df['a'], [0, 18, 65])" + SPLIT,
    "rows before": "df['a'] = df['b'].rolling(7).mean().shift(1)" + SPLIT,
    "table of groups": "df = df.groupby('person').mean().reset_index()" + SPLIT,
    "learned after the split": "train, test = train_test_split(df)\nm = train.mean()\n"
    "train, test = train - m, test - m\n"
    "Ridge().fit(train[['a']], train['y']).score(test[['a']], test['y'])",
    "pipeline in folds": "cross_val_score(make_pipeline(StandardScaler(), Ridge()), df[['a']], df['y'])",
    "file of its own": "m = df.mean()\nnew = pd.read_csv('b.csv')\n"
    "Ridge().fit((df - m)[['a']], df['y']).predict((new - m)[['a']])",
    "files of a function": "def load(p):\n    return pd.read_csv(p)\nx, z = load(P), load(Q)\n"
    "x = x - x.mean()\nRidge().fit(x[['a']], x['y']).score(z[['a']], z['y'])",
    "put to use afterwards": SPLIT + "m = df.mean()\nRidge().fit((df - m)[['a']], df['y'])",
    "looked at": "print(df.describe(), df['a'].mean())" + SPLIT,
    "predicted out of fold": "x, p = df[['a']].values, np.zeros((9, 1))\nfor i, j in KFold(3).split(x):\n"
    "    m = Ridge().fit(x[i], df.y[i])\n    p[j] = m.predict(x[j])\na, b, c, d = train_test_split(p, df['y'])\n"
    "Ridge().fit(a, c).score(b, d)",
    "transformer that learns nothing": "from sklearn.base import BaseEstimator\nclass Same(BaseEstimator):\n"
    "    def fit(self, x, y=None):\n        return self\n    def transform(self, x):\n        return x\n"
    "df = Same().fit_transform(df)" + SPLIT,
    "splits of names": "(a, c), (b, d) = load_words()\nRidge().fit(a, c).score(b, d)",
}


@pytest.mark.parametrize("code", CLEAN.values(), ids=CLEAN)
def test_what_only_looks_like_a_leak_is_none(code: str) -> None:
    assert kinds_of(code) == []


FAINT = {
    "dummies": "df = pd.get_dummies(df)\n" + SPLIT.replace('[["a", "b"]]', ""),
    "columns by what is missing": "df = df[df.columns[df.isnull().sum() < 9]]\n" + SPLIT.replace('[["a", "b"]]', ""),
    "outliers left out": "df = df[df['a'] < df['a'].quantile(.99)]" + SPLIT,
    "an inner split of training rows": "train, test = train_test_split(df)\n"
    "x = StandardScaler().fit_transform(train[['a']])\na, b, c, d = train_test_split(x, train['y'])\n"
    "m = Ridge().fit(a, c)\nm.score(b, d)\nm.score(test[['a']], test['y'])",
    "values that are imputed": "df['b'] = df['b'].fillna(df['b'].mean())\n"
    "k, u = df[df['a'].notnull()], df[df['a'].isnull()]\n"
    "df.loc[df['a'].isnull(), 'a'] = Ridge().fit(k[['b']], k['a']).predict(u[['b']])",
}


@pytest.mark.parametrize("code", FAINT.values(), ids=FAINT)
def test_what_hardly_changes_a_score_is_faint(code: str) -> None:
    assert set(kinds_of(code)) <= {"FAINT", "TARGET"}
    assert "FAINT" in kinds_of(code)


def test_the_way_leads_from_the_source_to_the_score() -> None:
    (leak,) = leaks_of(LEAKING["statistic"])
    lines = [step.place.line for step in leak.way]
    first = START.count("\n") + 1

    assert lines == [first - 1, first, first + 1, first + 2, first + 3]
    assert leak.place.line == first
    assert [training.name for training in leak.trainings] == ["Ridge"]


def test_code_that_trains_nothing_costs_nothing() -> None:
    assert not may_leak("import pandas as pd\npd.read_csv('a.csv').describe()")
    assert may_leak(SPLIT)


def test_what_is_nested_too_deeply_is_passed_over() -> None:
    assert kinds_of("x = " + " + ".join(["df"] * 900) + "\nRidge().fit(x, x)") == []


def test_a_function_that_calls_itself_ends() -> None:
    assert kinds_of("def f(n):\n    return f(n - 1)\nf(3)" + SPLIT) == []
