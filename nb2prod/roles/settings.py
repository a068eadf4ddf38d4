"""Constants and hyperparameters: assignments of literals, whose purpose is that of what reads them."""

from __future__ import annotations

import ast
import re

from nb2prod.facts.walk import dotted, root_name
from nb2prod.roles.draft import FAINT, LIKELY, MAYBE, Draft
from nb2prod.roles.parts import Part
from nb2prod.roles.scope import DATA, DERIVED, LOADED, PARAMETERS, Scope

HYPERPARAMETERS = frozenset(
    "n_estimators max_depth learning_rate min_samples_split min_samples_leaf max_features max_leaf_nodes subsample "
    "colsample_bytree reg_alpha reg_lambda gamma min_child_weight num_leaves objective eta eval_metric booster metric "
    "boosting_type boosting num_class epochs batch_size alpha l1_ratio C kernel penalty n_neighbors criterion "
    "bagging_fraction feature_fraction bagging_freq min_data_in_leaf lambda_l1 lambda_l2 max_bin num_boost_round "
    "dropout optimizer hidden_size num_layers lr weight_decay momentum n_jobs random_state bootstrap weights "
    "nthread silent scale_pos_weight max_iter solver depth iterations l2_leaf_reg loss_function".split()
)
TRAINING_NAMES = re.compile(
    r"^(n_)?(epochs?|batch_?size|bs|lr|learning_rate|n_estimators|max_depth|num_(epochs?|rounds|leaves|boost_rounds?)|"
    r"n_?(folds|splits|rounds)|hidden_?(size|dim|units|layers)|embed(ding)?_(size|dim)|dropout|weight_decay|momentum|"
    r"nfolds|early_stopping\w*|max_iter|k_?folds?|optimizer|loss|criterion)$",
    re.I,
)


def setting(part: Part, value: ast.expr, scope: Scope) -> Draft | None:
    """Draft an assignment of a literal; `None` if the value is computed.

    Args:
        part: The statement.
        value: What it assigns.
        scope: What is known of names.
    """
    keys = _keys(value)
    if keys:
        known = sorted(key for key in keys if key.rpartition("__")[2] in HYPERPARAMETERS)
        lists = _has_choices(value)
        if len(known) > 1 or (known and any(scope.suggested(n) == PARAMETERS for n in part.binds)):
            return Draft("tune" if lists else "train", LIKELY, [f"hyperparameters {', '.join(known[:3])}"])
    if not (_is_literal(value, scope) or _is_text(value, part, scope)):
        return None
    names = sorted(part.binds)
    if any(TRAINING_NAMES.match(name) for name in names):
        return Draft("train", MAYBE, [f"{names[0]} is a hyperparameter by its name"], weak=True, setting=True)
    if keys and any(scope.suggested(name) == PARAMETERS for name in names):
        return Draft("train", MAYBE, [f"{names[0]} holds parameters by its name"], setting=True)
    return Draft("configure", FAINT, [f"{', '.join(names[:3])} bound to a constant"], weak=True, setting=True)


def _is_text(value: ast.expr, part: Part, scope: Scope) -> bool:
    """Whether an expression builds a text, such as a path or an address, out of others and not out of data."""
    match value:
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            built = any(isinstance(side, ast.Constant) and isinstance(side.value, str) for side in (left, right))
            built = built or _is_text(left, part, scope)
        case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str())):
            built = True
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="format")):
            built = True
        case _:
            return False
    return built and not any(scope.kinds.get(name) in {LOADED, DATA, DERIVED} for name in part.reads)


def is_hyperparameter(name: str) -> bool:
    """Whether a name says that it holds a hyperparameter that was found: `best_max_depth`."""
    _, _, rest = name.partition("_")
    return rest in HYPERPARAMETERS and "_" in rest


def _keys(value: ast.expr) -> set[str]:
    match value:
        case ast.Dict(keys=keys):
            return {k.value for k in keys if isinstance(k, ast.Constant) and isinstance(k.value, str)}
        case ast.Call(func=ast.Name(id="dict"), keywords=keywords):
            return {k.arg for k in keywords if k.arg}
        case ast.List(elts=[ast.Dict() as first, *_]):
            return _keys(first)
    return set()


def _has_choices(value: ast.expr) -> bool:
    """Whether a dictionary gives several values for its keys: a space to search."""
    match value:
        case ast.Dict(values=values):
            return 2 * sum(isinstance(v, ast.List | ast.Tuple | ast.Call) for v in values) > len(values)
        case ast.List():
            return True
    return False


def _is_literal(value: ast.expr, scope: Scope) -> bool:
    match value:
        case ast.Constant() | ast.JoinedStr():
            return True
        case ast.Attribute():
            return root_name(value) in scope.imports
        case ast.Call(func=func) if dotted(func).startswith(("os.path.", "os.getcwd", "osp.", "pathlib.")):
            return True
        case ast.UnaryOp(operand=inner):
            return _is_literal(inner, scope)
        case ast.List(elts=elts) | ast.Tuple(elts=elts) | ast.Set(elts=elts):
            return all(_is_literal(e, scope) for e in elts)
        case ast.Dict(values=values):
            return all(_is_literal(v, scope) for v in values)
        case ast.BinOp(left=left, right=right):
            return _is_literal(left, scope) and _is_literal(right, scope)
        case ast.Call(
            func=ast.Name(id="list" | "dict" | "set" | "range" | "tuple" | "int" | "float" | "str" | "Path"), args=args
        ):
            return all(_is_literal(a, scope) for a in args)
    return False
