"""Questions to the tables that come with the project."""

from __future__ import annotations

import subprocess
import sys

import pytest

from nb2prod.knowledge import Mutation, load_knowledge

KNOWLEDGE = load_knowledge()

PURE = """
len sorted str.strip str.join list.index dict.get math.sqrt numpy.unique numpy.array numpy.reshape pandas.concat
pandas.DataFrame.groupby pandas.DataFrame.merge pandas.Series.value_counts sklearn.metrics.accuracy_score
sklearn.svm.SVC.predict sklearn.ensemble.RandomForestClassifier json.dumps re.sub copy.deepcopy
""".split()

IMPURE = """
print open next setattr list.append list.sort list.pop dict.update dict.setdefault set.add random.random random.seed
numpy.random.rand numpy.random.shuffle numpy.copyto numpy.fill_diagonal numpy.ndarray.fill pandas.read_csv
pandas.set_option pandas.DataFrame.insert pandas.DataFrame.pop pandas.DataFrame.sample pandas.DataFrame.plot
pandas.DataFrame.to_csv pandas.DataFrame.info matplotlib.pyplot.plot matplotlib.pyplot.show seaborn.barplot
seaborn.stripplot seaborn.set warnings.filterwarnings os.chdir os.makedirs time.time sys.path.append os.environ.get
sklearn.svm.SVC.fit sklearn.preprocessing.StandardScaler.fit_transform sklearn.model_selection.train_test_split
subprocess.run pathlib.Path.write_text requests.get datetime.datetime.now
""".split()


@pytest.mark.parametrize("name", PURE)
def test_calls_that_change_nothing_are_pure(name: str) -> None:
    entry = KNOWLEDGE.call(name)
    assert entry is not None
    assert entry.pure
    assert not entry.mutates
    assert not entry.writes


@pytest.mark.parametrize("name", IMPURE)
def test_calls_with_an_effect_are_not_pure(name: str) -> None:
    entry = KNOWLEDGE.call(name)
    assert entry is not None
    assert not entry.pure


@pytest.mark.parametrize(
    ("written", "public"),
    [
        ("pandas.core.frame.DataFrame", "pandas.DataFrame"),
        ("sklearn.cross_validation.train_test_split", "sklearn.model_selection.train_test_split"),
        ("sklearn.linear_model._logistic.LogisticRegression", "sklearn.linear_model.LogisticRegression"),
        ("sklearn.externals.joblib.dump", "joblib.dump"),
        ("matplotlib.pylab.plot", "matplotlib.pyplot.plot"),
        ("pylab.plot", "matplotlib.pyplot.plot"),
        ("keras.layers.core.Dense", "tensorflow.keras.layers.Dense"),
        ("tensorflow.python.keras.layers.Dense", "tensorflow.keras.layers.Dense"),
        ("builtins.len", "len"),
        ("nobody.knows.this", "nobody.knows.this"),
    ],
)
def test_a_name_has_one_public_form(written: str, public: str) -> None:
    assert KNOWLEDGE.canonical(written) == public


def test_methods_come_from_bases() -> None:
    ffill = KNOWLEDGE.method("pandas.DataFrame", "ffill")
    assert ffill is not None
    assert ffill.mutates == (Mutation("self", "inplace"),)
    assert ffill.returns == "self"
    assert dict(ffill.returns_if) == {"inplace": "none"}
    assert KNOWLEDGE.method("sklearn.svm.SVC", "no_such_method") is None


def test_fit_does_what_its_class_is_for() -> None:
    activities = {
        name: entry.activity
        for name, kind in (
            ("scaler", "sklearn.preprocessing.StandardScaler"),
            ("encoder", "sklearn.preprocessing.LabelEncoder"),
            ("classifier", "sklearn.svm.SVC"),
            ("search", "sklearn.model_selection.GridSearchCV"),
        )
        if (entry := KNOWLEDGE.method(kind, "fit")) is not None
    }
    assert activities == {"scaler": "scale", "encoder": "encode", "classifier": "train", "search": "tune"}


def test_an_unknown_receiver_is_answered_by_convention() -> None:
    fit = KNOWLEDGE.method(None, "fit")
    assert fit is not None
    assert fit.activity == "train"
    assert Mutation("self") in fit.mutates
    assert KNOWLEDGE.method("somewhere.Unknown", "predict") is not None
    assert KNOWLEDGE.method(None, "frobnicate") is None


def test_an_unlisted_method_of_axes_changes_the_figure() -> None:
    entry = KNOWLEDGE.method("matplotlib.axes.Axes", "set_axis_bgcolor")
    assert entry is not None
    assert entry.unlisted
    assert entry.writes == ("figures",)


def test_estimators_draw_at_fit_unless_seeded() -> None:
    entry = KNOWLEDGE.call("sklearn.ensemble.RandomForestClassifier")
    assert entry is not None
    assert (entry.draws, entry.seed) == (("numpy",), ("random_state",))
    assert "fit" in entry.draws_at
    assert entry.hyperparameters


def test_values_carry_their_channel_to_their_methods() -> None:
    append = KNOWLEDGE.call("sys.path.append")
    update = KNOWLEDGE.call("matplotlib.pyplot.rcParams.update")
    assert append is not None
    assert append.writes == ("imports",)
    assert update is not None
    assert update.writes == ("options:matplotlib",)


@pytest.mark.parametrize(
    ("owner", "key", "result"),
    [
        ("pandas.DataFrame", "str", "pandas.Series"),
        ("pandas.DataFrame", "list[str]", "pandas.DataFrame"),
        ("pandas.DataFrame", "pandas.Series", "pandas.DataFrame"),
        ("pandas.core.indexing._LocIndexer", "tuple[pandas.Series, str]", "pandas.Series"),
        ("pandas.core.indexing._LocIndexer", "tuple[slice, list[str]]", "pandas.DataFrame"),
        ("pandas.core.indexing._iLocIndexer", "tuple[int, int]", "?"),
        ("collections.Counter", "str", "int"),
        (
            "pandas.core.groupby.generic.DataFrameGroupBy",
            "str",
            "pandas.core.groupby.generic.SeriesGroupBy[first:self]",
        ),
        ("sklearn.svm.SVC", "str", None),
    ],
)
def test_indexing_depends_on_the_key(owner: str, key: str, result: str | None) -> None:
    assert KNOWLEDGE.item(owner, key) == result


def test_attributes_and_subtypes_are_inherited() -> None:
    assert KNOWLEDGE.attribute("pandas.DataFrame", "shape") == "tuple[int,int]"
    assert KNOWLEDGE.attribute("sklearn.svm.SVC", "classes_") == "numpy.ndarray[?,1]"
    assert KNOWLEDGE.is_subtype("xgboost.XGBClassifier", "sklearn.base.BaseEstimator")
    assert not KNOWLEDGE.is_subtype("sklearn.base.BaseEstimator", "sklearn.svm.SVC")


def test_libraries_say_whether_the_environment_matters() -> None:
    tensorflow, pandas = KNOWLEDGE.library("tensorflow"), KNOWLEDGE.library("pandas")
    assert tensorflow is not None
    assert tensorflow.env_sensitive
    assert pandas is not None
    assert not pandas.env_sensitive
    assert KNOWLEDGE.library("no_such_library") is None


def test_only_the_tables_that_are_asked_are_read() -> None:
    program = (
        "from nb2prod.knowledge import load, load_knowledge\n"
        "knowledge = load_knowledge()\n"
        "assert load._shipped.cache_info().currsize == 0\n"
        "knowledge.call('joblib.dump')\n"
        "assert load._shipped.cache_info().currsize == 1\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
