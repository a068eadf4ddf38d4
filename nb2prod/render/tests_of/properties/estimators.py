"""Estimators that a step makes: they have the parameters that it gives them, and are fitted where it fits them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from nb2prod.render.tests_of.properties.model import Case, Claim, straight
from nb2prod.render.tests_of.properties.said import NUMPY

_ROOTS = ("sklearn.", "xgboost.", "lightgbm.", "imblearn.")
_PIPELINE = "sklearn.pipeline.Pipeline"
_MAKE_PIPELINE = "sklearn.pipeline.make_pipeline"
_STEPS = 2
_MOST = 12


def estimators(case: Case) -> Iterator[Claim]:
    """Claim the parameters of estimators that are made with literals, and that those which are fitted know features.

    Args:
        case: The step.

    Yields:
        A claim for each estimator that the step gives.
    """
    for statement in straight(case.node.body):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in case.results and (
                case.stores(name) == 1
            ):
                made, fitted_at_once = _constructor(value)
                options = options_of(made, case) if made is not None else {}
                if options and not _reconfigured(name, case):
                    yield _parameters(name, options)
                if made is not None and is_estimator(made, case) and (fitted_at_once or _fitted(name, case)):
                    yield from _knows_features(name, fitted_at_once or _fitted(name, case), made, case)


def _constructor(value: ast.expr) -> tuple[ast.Call | None, ast.Call | None]:
    """The call that makes an estimator, and that of `fit` behind it."""
    match value:
        case ast.Call(func=ast.Attribute(value=ast.Call() as made, attr="fit")):
            return made, value
        case ast.Call():
            return value, None
    return None, None


def is_estimator(call: ast.Call, case: Case) -> bool:
    """Whether a call makes an estimator that tells its parameters."""
    name = case.qualified(call.func)
    if not name.startswith(_ROOTS):
        return False
    return case.knowledge.is_subtype(name, "sklearn.base.BaseEstimator")


def options_of(call: ast.Call, case: Case, prefix: str = "") -> dict[str, str]:
    """Parameters of an estimator whose values are known, those of estimators inside it too.

    Args:
        call: Makes it.
        case: The step.
        prefix: What its parameters are called behind, in an estimator that holds it.
    """
    if case.qualified(call.func) == _MAKE_PIPELINE:
        parts = [
            (p.func.attr if isinstance(p.func, ast.Attribute) else getattr(p.func, "id", ""), p)
            for p in call.args
            if isinstance(p, ast.Call)
        ]
        names = [n.lower() for n, _ in parts]
        if len(set(names)) != len(names) or len(parts) != len(call.args):
            return {}
        return {k: v for n, (_, p) in zip(names, parts, strict=True) for k, v in options_of(p, case, f"{n}__").items()}
    if not is_estimator(call, case):
        return {}
    found: dict[str, str] = {}
    if case.qualified(call.func) == _PIPELINE:
        return dict(_of_steps(call, case, prefix))
    for keyword in call.keywords:
        if keyword.arg is None:
            continue
        known = case.literal(keyword.value)
        if known is not None and not known[0].startswith(("[", "{")):
            found[f"{prefix}{keyword.arg}"] = known[0]
        elif isinstance(keyword.value, ast.Call):
            found |= options_of(keyword.value, case, f"{prefix}{keyword.arg}__")
    return found


def _of_steps(call: ast.Call, case: Case, prefix: str) -> Iterator[tuple[str, str]]:
    steps = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "steps"), None)
    for step in steps.elts if isinstance(steps, ast.List) else ():
        match step:
            case ast.Tuple(elts=[ast.Constant(value=str(name)), ast.Call() as inner]):
                yield from options_of(inner, case, f"{prefix}{name}__").items()


def _reconfigured(name: str, case: Case) -> bool:
    """Whether the body may change an estimator's parameters after it is made."""
    for node in ast.walk(case.node):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr="set_params")) if owner == name:
                return True
            case ast.Attribute(value=ast.Name(id=owner), ctx=ast.Store()) if owner == name:
                return True
    return False


def _parameters(name: str, options: Mapping[str, str]) -> Claim:
    chosen = dict(list(options.items())[:_MOST])
    shown = ", ".join(f"{k!r}: {v}" for k, v in chosen.items())
    lines = (f"chosen = {{{shown}}}", f"assert chosen.items() <= {name}.get_params().items()")
    if len(chosen) == 1:
        ((key, value),) = chosen.items()
        operator = "is" if value in ("None", "True", "False") else "=="
        lines = (f'assert {name}.get_params()["{key}"] {operator} {value}',)  # type: ignore[assignment]
    return Claim(f"makes `{name}` as chosen", lines)


def _fitted(name: str, case: Case) -> ast.Call | None:
    """The call of `fit` that surely runs on an estimator."""
    for statement in straight(case.node.body):
        for node in ast.walk(statement) if isinstance(statement, ast.Expr | ast.Assign) else ():
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id=owner), attr="fit" | "fit_transform" | "fit_predict")
                ):
                    if owner == name:
                        return node
    return None


def _fits(name: str, case: Case) -> int:
    """How often the body fits an estimator, if it runs once through."""
    owners = (
        n.func.value
        for n in ast.walk(case.node)
        if isinstance(n, ast.Call)
        and isinstance(n.func, ast.Attribute)
        and n.func.attr.startswith(("fit", "partial_fit"))
    )
    return sum(isinstance(owner, ast.Name) and owner.id == name for owner in owners)


_OF_TABLES = frozenset(
    "LinearRegression Ridge Lasso ElasticNet LogisticRegression SGDClassifier SGDRegressor SVC SVR LinearSVC PCA "
    "KMeans KNeighborsClassifier KNeighborsRegressor DecisionTreeClassifier DecisionTreeRegressor GaussianNB "
    "RandomForestClassifier RandomForestRegressor ExtraTreesClassifier GradientBoostingClassifier StandardScaler "
    "MinMaxScaler".split()
)
"""Estimators that learn from rows and columns of numbers, and know how many columns there were."""

_STATELESS = frozenset({"FunctionTransformer", "HashingVectorizer", "Normalizer", "Binarizer", "FeatureHasher"})


def _knows_features(name: str, fit: ast.Call | None, made: ast.Call, case: Case) -> Iterator[Claim]:
    short = case.qualified(made.func).rpartition(".")[2]
    if fit is None or short in _STATELESS or not case.qualified(made.func).startswith("sklearn."):
        return
    data = case.expression(fit.args[0]) if fit.args and short in _OF_TABLES and _fits(name, case) <= 1 else ""
    features = (f"assert {name}.n_features_in_ == np.shape({data})[1]",) if data else ()
    yield Claim(
        f"fits `{name}`",
        (f"check_is_fitted({name})", *features),
        imports=frozenset({"from sklearn.utils.validation import check_is_fitted", *([NUMPY] if data else [])}),
    )
