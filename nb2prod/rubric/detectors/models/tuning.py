"""model-3: all hyperparameters have been tuned."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nb2prod.repository.model import Place
from nb2prod.rubric.model import Evidence, State
from nb2prod.rubric.stored import shown_calls
from nb2prod.rubric.survey import Survey, how

_SEARCH = re.compile(
    r"(.*\.)?(GridSearchCV|RandomizedSearchCV|HalvingGridSearchCV|HalvingRandomSearchCV|BayesSearchCV|OptunaSearchCV|"
    r"TuneSearchCV|create_study)(\.fit)?|optuna\.Study\.optimize|hyperopt\.fmin|ray\.tune\.(run|Tuner)(\.fit)?|"
    r"keras_tuner\..*(\.search)?|kerastuner\..*|skopt\.\w+_minimize|wandb\.(sweep|agent)|sherpa\..*|nni\..*|"
    r"sagemaker\.tuner\.HyperparameterTuner(\.fit)?|flaml\.AutoML(\.fit)?|tune_model|pycaret\.\w+\.tune_model"
)
_BEST_FILE = re.compile(
    r"(.*/)?[\w-]*(best|tuned|optimal)[\w-]*(param|config|trial)[\w-]*\.(json|ya?ml|toml|csv)", re.I
)
_BEST_OUTPUT = re.compile(r"\bbest[ _](trial|params?|parameters|score|estimator|value)", re.I)


class HyperparameterSearch:
    """A search over hyperparameters: scikit-learn's, Optuna, hyperopt, Ray Tune, Keras Tuner, a sweep."""

    test = "model-3"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find searches, what starts them, and the best values that they left."""
        found = list(survey.calls(_SEARCH))
        for function, call in found:
            run = survey.scheduled.get(id(function))
            if run:
                shows = f"`{call.name.strip('.')}` searches on a schedule; {how(run)}"
                yield Evidence(call.place, shows, State.AUTOMATED)
            else:
                yield Evidence(call.place, f"`{call.name.strip('.')}` searches", State.CODE_ONLY)
        if found:
            yield from _kept(survey)


def _kept(survey: Survey) -> Iterator[Evidence]:
    for path in survey.repository.files:
        if _BEST_FILE.fullmatch(path):
            yield Evidence(Place(path), "the best values are kept", State.DOCUMENTED)
    searching = {c.place.path for c in shown_calls(survey, _SEARCH)}
    searching |= {call.place.path for _, call in survey.calls(_SEARCH)}
    for file in survey.repository.python:
        if file.path not in searching:
            continue
        for cell, text in file.outputs:
            if _BEST_OUTPUT.search(text) or re.search(
                r"best_(params|estimator|score)_", _source(file.path, cell, survey)
            ):
                yield Evidence(Place(file.path, 1, cell), "the best values are shown", State.DOCUMENTED)
                break


def _source(path: str, cell: int, survey: Survey) -> str:
    import ast

    file = next(f for f in survey.repository.python if f.path == path)
    pairs = zip(file.body.statements, file.body.cells, strict=False)
    return "\n".join(ast.unparse(s) for s, where in pairs if where == cell)
