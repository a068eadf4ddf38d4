"""From a call to what it is for."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from nb2prod.facts.model import Call
from nb2prod.facts.walk import dotted, root_name
from nb2prod.roles.activities import STRENGTH
from nb2prod.roles.draft import LIKELY, SURE, Draft
from nb2prod.roles.libraries import library_activity
from nb2prod.roles.parts import Part
from nb2prod.roles.patterns import activity_of_class, activity_of_function
from nb2prod.roles.receivers import by_kind, by_method, by_type, result_kind
from nb2prod.roles.scope import (
    DATA,
    FIGURE,
    LOADED,
    METRIC,
    MODEL,
    OWN,
    PLAIN,
    PREDICTION,
    SUBMISSION,
    TOOL,
    Scope,
)
from nb2prod.roles.vocabulary import METHODS, SHOWING, TESTED_BY_RECEIVER, WEAK

FITTING = frozenset(
    "fit fit_generator partial_fit train_on_batch fit_one_cycle fine_tune train backward fit_predict".split()
)
FIT_STRENGTH = 94


@dataclass(frozen=True, slots=True)
class Signal:
    """What one call says.

    Attributes:
        activity: Its activity.
        strength: How much it decides beside other calls of the same statement.
        text: The reason, for people.
        own: Whether the call goes to a function of the notebook.
        name: Last name of what is called.
    """

    activity: str
    strength: int
    text: str
    own: bool = False
    name: str = ""


def signals(part: Part, scope: Scope) -> list[Signal]:
    """What the calls of a statement say, outer calls first."""
    return [found for call in part.calls if call.path not in SHOWING and (found := signal(call, scope)) is not None]


def drafted(found: Signal) -> Draft:
    """A draft that says what a signal says."""
    weak = found.activity in WEAK
    return Draft(found.activity, LIKELY if weak or found.own else SURE, [found.text])


def strongest(found: list[Signal]) -> Signal | None:
    """The signal that decides; of equal ones the outermost call's."""
    return max(found, key=lambda s: s.strength) if found else None


def signal(call: Call, scope: Scope) -> Signal | None:
    """What one call is for; `None` if it says nothing."""
    if call.node not in scope.memo:
        scope.memo[call.node] = _signal(call, scope)
    found: Signal | None = scope.memo[call.node]
    return found


def _signal(call: Call, scope: Scope) -> Signal | None:
    root, _, rest = call.path.partition(".")
    if root in scope.functions and not rest:
        return _own(root, scope.functions[root])
    if root in scope.imports:
        qualified = f"{scope.imports[root]}.{rest}" if rest else scope.imports[root]
        return _made(library_activity(qualified, scope.knowledge), call.method, qualified)
    own = _own_method(call, scope) if rest else None
    if own is not None:
        return own
    if call.path == "open":
        return _made(_opened(call.node), root, root)
    if call.path and not rest:
        return _made(_function(root, scope), root, root)
    return _method(call, scope)


def _own(name: str, activity: str) -> Signal | None:
    """What a function of the notebook says: what its body does."""
    if not activity:
        return None
    return Signal(activity, STRENGTH.get(activity, 0), f"{name}, whose body {verb(activity)}", own=True, name=name)


def _own_method(call: Call, scope: Scope) -> Signal | None:
    """What a method of one of the notebook's classes says; `None` for any other."""
    root, _, method = call.path.partition(".")
    kind = scope.kinds.get(root, "")
    if not kind.startswith(OWN):
        return None
    name = f"{kind.removeprefix(OWN)}.{method}"
    return _own(name, scope.functions.get(name, ""))


_VERBS = {"query": "queries", "engineer": "makes features", "": "does nothing known"}


def verb(activity: str) -> str:
    """An activity as a verb in the third person, for reasons."""
    return _VERBS.get(activity) or f"{activity}s"


def _made(activity: str, name: str, text: str) -> Signal | None:
    if not activity:
        return None
    strength = FIT_STRENGTH if name in FITTING and activity == "train" else STRENGTH.get(activity, 0)
    return Signal(activity, strength, f"{text} {verb(activity)}", name=name)


def _opened(node: ast.Call) -> str:
    """A file is opened to be read, or to be written."""
    modes = [*node.args[1:2], *(keyword.value for keyword in node.keywords if keyword.arg == "mode")]
    writes = any(isinstance(mode, ast.Constant) and set("wax") & set(str(mode.value)) for mode in modes)
    return "save" if writes else "load"


def _function(name: str, scope: Scope) -> str:
    """Activity of a plain name that nothing in the notebook binds: a built-in, a star import, or unknown."""
    kind = scope.kinds.get(name, "")
    if kind.startswith(TOOL):
        return kind.removeprefix(TOOL)
    if kind in {MODEL, ""} and scope.suggested(name) == MODEL and not activity_of_class(name):
        return activity_of_function(name) or "predict"
    if kind == MODEL:
        return "train"
    if name in METHODS and name not in TESTED_BY_RECEIVER:
        return METHODS[name]
    return library_activity(name, scope.knowledge) or activity_of_class(name) or activity_of_function(name)


def _method(call: Call, scope: Scope) -> Signal | None:
    func = call.node.func
    if not isinstance(func, ast.Attribute):
        return None
    activity = by_type(func.value, call.method, scope)
    kind = receiver_kind(func.value, scope) if activity is None or activity == "train" else ""
    if activity is None or kind.startswith(TOOL):
        activity = by_kind(kind, call.method)
    if activity is None:
        activity = by_method(call.method)
    return _made(activity, call.method, call.path or _spoken(func))


def _spoken(func: ast.Attribute) -> str:
    """A method for people, where its receiver is more than a dotted name: `StandardScaler().fit`, `df….mean`."""
    made = dotted(func.value.func) if isinstance(func.value, ast.Call) else ""
    return f"{made}().{func.attr}" if made else f"{root_name(func.value)}….{func.attr}"


def receiver_kind(node: ast.expr, scope: Scope) -> str:
    """Kind of the object that a method is called on."""
    match node:
        case ast.Name(id=name):
            return scope.kind(name)
        case ast.Call(func=func) as call:
            return call_kind(call, func, scope)
        case ast.Attribute(attr="plt" | "recorder"):
            return FIGURE if node.attr == "plt" else MODEL
        case ast.Attribute(value=inner) | ast.Subscript(value=inner):
            kind = receiver_kind(inner, scope)
            return kind if kind in {FIGURE, PREDICTION, METRIC, MODEL, SUBMISSION, DATA, LOADED} else ""
        case ast.Constant() | ast.JoinedStr() | ast.List() | ast.Dict() | ast.Set() | ast.Tuple():
            return PLAIN
    return ""


def call_kind(node: ast.Call, func: ast.expr, scope: Scope) -> str:
    """Kind of what a call gives."""
    path = dotted(func)
    method = func.attr if isinstance(func, ast.Attribute) else path
    found = signal(Call(path, method, node), scope)
    if found is None:
        return ""
    return result_kind(found.activity, method)
