"""Functions of libraries with a meaning of their own, by the name that everybody gives them."""

from __future__ import annotations

import ast
from collections.abc import Callable

from nb2prod.rules.leakage.walk.arguments import Arguments
from nb2prod.rules.leakage.walk.data import NO_DATA, NOTHING, Data, touched
from nb2prod.rules.leakage.walk.evaluation import cross_validate
from nb2prod.rules.leakage.walk.fitting import fit
from nb2prod.rules.leakage.walk.frames import statistic
from nb2prod.rules.leakage.walk.iteration import element_of
from nb2prod.rules.leakage.walk.join import joined
from nb2prod.rules.leakage.walk.learning import copied, learned
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import Box, Estimator, Items, Stream, Thing, data_of
from nb2prod.rules.leakage.walk.splitting import array_split, random_split, train_test_split
from nb2prod.rules.leakage.walk.tables import FUNCTIONS as OF_TABLES
from nb2prod.rules.leakage.walk.vocabulary import Kind

Handler = Callable[[Machine, ast.Call, Arguments], Thing]

STATISTICS = """mean median std var min max amin amax nanmean nanmedian nanstd nanvar nanmin nanmax percentile
quantile nanpercentile nanquantile average ptp corrcoef cov histogram histogram_bin_edges boxcox zscore yeojohnson
mutual_info_classif mutual_info_regression chi2 f_classif f_regression pearsonr spearmanr iqr skew kurtosis mode
variance_inflation_factor""".split()
OCCURRENCES = "unique bincount value_counts Counter count_nonzero".split()
WHOLE = "scale minmax_scale maxabs_scale robust_scale quantile_transform power_transform".split()
"""Functions that fit and transform at once."""


def _statistic(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    name = _name(node)
    data = data_of(arguments.get(0, "a", "x", "X", "data"))
    rest = Arguments(keywords=arguments.keywords, keyword_nodes=arguments.keyword_nodes)
    if name in {"boxcox", "zscore", "yeojohnson"}:
        return (
            Items([Box(_fitted(machine, node, data)), Box()]) if name != "zscore" else Box(_fitted(machine, node, data))
        )
    return Box(statistic(machine, node, data, "value_counts" if name in OCCURRENCES else name, rest))


def _fitted(machine: Machine, node: ast.Call, data: Data) -> Data:
    return touched(data, Data(fits=learned(machine, node, data, _name(node))))


def _whole(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    data = data_of(arguments.get(0, "X"))
    if arguments.literal(1, "axis") == 1:
        return Box(data)
    return Box(_fitted(machine, node, data))


def _name(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _clone(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    given = arguments.get(0, "estimator", "x")
    if not isinstance(given, Estimator):
        return given or Box()
    made = machine.estimator(given.name, given.kind)
    made.parts, made.switches = given.parts, given.switches
    return made


def _train(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    """`lightgbm.train(parameters, data)` and its kin give a fitted model."""
    estimator = machine.estimator("Booster", Kind.MODEL)
    fit(
        machine,
        node,
        estimator,
        Arguments(arguments.positional[1:], arguments.keywords, arguments.nodes[1:], arguments.keyword_nodes),
    )
    return estimator


def _enumerate(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    given = arguments.get(0, "iterable") or Box()
    if isinstance(given, Items) and given.keys is None and given.values:
        return Items([Items([Box(), value]) for value in given.values])
    return Stream(Items([Box(), element_of(given)]))


def _zip(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    given = arguments.positional
    if given and all(isinstance(g, Items) and g.keys is None for g in given):
        lists = [g.values for g in given if isinstance(g, Items)]
        return Items([Items(list(values)) for values in zip(*lists, strict=False)])
    return Stream(Items([element_of(g) for g in given]))


def _list(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    given = arguments.get(0)
    match given:
        case None:
            return Items([])
        case Items() | Stream():
            return given
    return Box(data_of(given))


def _dict(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    return Items(list(arguments.keywords.values()), list(arguments.keywords))


def _map(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    given = [data_of(thing) for thing in arguments.positional[1:]]
    return Box(touched(given[0], *given[1:])) if given else Box()


def _shuffle(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    values = [Box(data_of(thing)) for thing in arguments.positional]
    return Items(list(values)) if len(values) > 1 else joined(list(values)) if values else Box()


def _resample(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    values: list[Thing] = []
    for thing in arguments.positional:
        data = data_of(thing)
        copies = copied(machine, node, data, "resample")
        values.append(Box(data if arguments.literal(-1, "replace") is False else data._replace(copies=copies)))
    return values[0] if len(values) == 1 else Items(values)


def _repeat(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    data = data_of(arguments.get(0, "a", "A"))
    return Box(data._replace(copies=copied(machine, node, data, _name(node))))


def _same(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    """The first argument in another form: what else is given says how, not what."""
    data = data_of(arguments.get(0, "sequences", "data", "a", "object", "arr", "x"))
    return Box(data._replace(literal=NOTHING, part=None))


def _seed(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    return Box(NO_DATA)


FUNCTIONS: dict[str, Handler] = {
    **OF_TABLES,
    **dict.fromkeys((*STATISTICS, *OCCURRENCES), _statistic),
    **dict.fromkeys(WHOLE, _whole),
    **dict.fromkeys(("clone", "clone_model", "deepcopy"), _clone),
    **dict.fromkeys(("list", "tuple", "sorted", "reversed", "tqdm", "tqdm_notebook", "iter"), _list),
    **dict.fromkeys(("pad_sequences", "reshape", "to_categorical", "sequence_mask"), _same),
    **dict.fromkeys(("cross_val_score", "cross_validate", "cross_val_predict"), cross_validate),
    **dict.fromkeys(("repeat", "tile"), _repeat),
    **dict.fromkeys(("seed", "set_seed", "manual_seed"), _seed),
    "train": _train,
    "train_test_split": train_test_split,
    "random_split": random_split,
    "split": array_split,
    "array_split": array_split,
    "enumerate": _enumerate,
    "zip": _zip,
    "dict": _dict,
    "map": _map,
    "shuffle": _shuffle,
    "resample": _resample,
}
"""Functions by their last name."""
