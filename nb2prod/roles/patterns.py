"""What the form of a name says: of classes, functions, values, hyperparameters."""

from __future__ import annotations

import re
from functools import lru_cache

CLASS_NAMES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(SearchCV|Optuna\w*|Tuner)$"), "tune"),
    (
        re.compile(
            r"^[A-Z]\w*(Classifier|Regressor|Regression|Forest|Boost|NB|SVM|Net|NN|RNN|GAN|Model|Ensemble|Learner|ForCausalLM|"
            r"ForSequenceClassification|Clustering|Bandit|Optimizer|Loss|Scheduler|Callback|Trainer)$"
        ),
        "train",
    ),
    (re.compile(r"^[A-Z]\w*(Scaler|Normalizer)$"), "scale"),
    (re.compile(r"^[A-Z]\w*(Encoder|Encoding|Vectorizer|Binarizer|Tokenizer|TokenizerFast|Discretizer)$"), "encode"),
    (re.compile(r"^[A-Z]\w*Imputer$"), "impute"),
    (re.compile(r"^[A-Z]\w*(KFold|Split|Splitter)$"), "split"),
    (re.compile(r"^[A-Z]\w*(Transformer|Selector|Augmenter|Sampler|Decomposition|PCA|SVD)$"), "engineer"),
    (re.compile(r"^[A-Z]\w*(Dataset|DataBunch|DataLoaders?|ItemList|DataBlock)$"), "load"),
)
"""What the name of a class says, first match wins."""

FUNCTION_NAMES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"^(plot|draw|show_?(image|plot|batch|sample)|visuali[sz]e|graph)(_|$|[A-Z])|_plot$|_(bar|line|pie)chart$"
        ),
        "plot",
    ),
    (
        re.compile(
            r"(^|_)(rmse|rmsle|rmspe|mape|smape|mae|mse|accuracy|auc|gini|kappa|score|metric|evaluate|error|importance|precision|recall|logloss|"
            r"confusion)s?(_|$)",
            re.I,
        ),
        "evaluate",
    ),
    (re.compile(r"^(evaluate|score|calc(ulate)?_(score|metric|error)|cross_val|cv_)(_|$)?"), "evaluate"),
    (
        re.compile(
            r"^(train|fit|build_(model|net)|create_(model|net)|make_model|get_model|define_model|run_(cv|fold))(_|$)?"
        ),
        "train",
    ),
    (re.compile(r"^(tune|optimi[sz]e|grid_search|search)(_|$)"), "tune"),
    (re.compile(r"^(predict|infer|inference|forecast)(_|$)"), "predict"),
    (re.compile(r"^(load|read|import_data|fetch|download|open|get_data|list_files)(_|$)"), "load"),
    (re.compile(r"^(save|write|export|dump|submit|make_submission|create_submission)(_|$)"), "save"),
    (
        re.compile(
            r"^(reduce_mem\w*|add_|create_features?|make_features?|feature|extract|add_date|get_features)(_|$)?"
        ),
        "engineer",
    ),
    (
        re.compile(
            r"^(clean|preprocess|process|prepare|transform|remove|fill|encode|normali[sz]e|scale|tokeni[sz]e|convert)(_|$)?"
        ),
        "engineer",
    ),
    (re.compile(r"^(display|show|print|describe|summary|explore|inspect|missing|check)(_|$)"), "inspect"),
)
"""What the name of a function that is not known says."""


@lru_cache(maxsize=4096)
def activity_of_class(name: str) -> str:
    """Activity that the name of a class suggests; empty if none."""
    return next((activity for pattern, activity in CLASS_NAMES if pattern.search(name)), "")


@lru_cache(maxsize=4096)
def activity_of_function(name: str) -> str:
    """Activity that the name of a function suggests; empty if none."""
    return next((activity for pattern, activity in FUNCTION_NAMES if pattern.search(name)), "")
