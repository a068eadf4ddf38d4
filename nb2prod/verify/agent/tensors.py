"""Tensors, networks and what trains them: torch, TensorFlow, Keras."""

from __future__ import annotations

import ctypes
import sys
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Tuple

from . import objects
from .nodes import Node, same

if TYPE_CHECKING:
    from .digest import Digester

_Children = List[Tuple[str, Node]]
_FORMS = {"torch.float64": "d", "torch.float32": "f", "torch.complex128": "zd", "torch.complex64": "zf"}
_SHORT = ("torch.float16", "torch.bfloat16")
# What the class itself keeps in order.
_OF_MODULES = frozenset(["training", "_parameters", "_buffers", "_modules", "_non_persistent_buffers_set"])
# What Keras keeps of a model beside its weights, its shape and what the notebook's own class adds.
_OF_KERAS = frozenset(
    "built build supports_masking supports_jit autocast quantize call_signature_parameters optimizer loss "
    "stop_training stop_predicting history inputs outputs input output compiled compiled_loss compiled_metrics "
    "train_function test_function predict_function steps_per_execution unrolled_steps_per_execution jit_compile "
    "run_eagerly".split()
)


def _tensor(digester: Digester, value: Any) -> Node:
    """A tensor of torch, which needs no NumPy."""
    shape, kind = tuple(value.shape), str(value.dtype)
    label = "%s %s of shape %s on %s" % (digester.naming.qualified(type(value)), kind, shape, value.device)
    children: _Children = [("requires gradient", digester.node(bool(value.requires_grad)))]
    if value.is_leaf and value.grad is not None:
        children.append(("gradient", digester.node(value.grad)))
    plain = value.detach()
    layout = str(plain.layout)
    if layout == "torch.sparse_coo":
        plain = plain.coalesce()
        children += [("indices", digester.node(plain.indices())), ("values", digester.node(plain.values()))]
    elif layout != "torch.strided":
        names = ("crow_indices", "ccol_indices", "col_indices", "row_indices", "values")
        children += [(name, digester.node(getattr(plain, name)())) for name in names if _has(plain, name)]
    else:
        children.append(("values", _numbers(digester, plain, kind)))
    return Node(label, children=children, summary=label)


def _has(value: Any, name: str) -> bool:
    try:
        getattr(value, name)()
    except Exception:
        return False
    return True


def _numbers(digester: Digester, value: Any, kind: str) -> Node:
    if value.is_quantized:
        value = value.dequantize()
    if kind in _SHORT:
        value, kind = value.float(), "torch.float32"
    value = value.cpu().resolve_conj().resolve_neg().contiguous()
    size = value.numel() * value.element_size()
    content = ctypes.string_at(value.data_ptr(), size) if size else b""
    form = _FORMS.get(kind)
    summary = "%s of shape %s" % (kind, tuple(value.shape))
    if value.numel() == 1 and form:
        summary = str(value.reshape(-1)[0].item())
    floats = digester.store.numbers(content, form) if form else None
    return Node(kind, content, floats=floats, summary=summary)


def _module(digester: Digester, value: Any) -> Node:
    """A module of torch: its parameters, buffers and parts, its hooks in their order, and its other attributes."""
    children: _Children = [("training", digester.node(bool(value.training)))]
    for kind in ("_parameters", "_buffers", "_modules"):
        children += [(".%s" % name, digester.node(part)) for name, part in getattr(value, kind).items()]
    own, rest = digester.naming.is_own(type(value)), {}
    for name, part in vars(value).items():
        if name.startswith("_") and "hook" in name:
            # By running numbers, which say nothing.
            children += [(name, digester.node(hook)) for hook in part.values()] if isinstance(part, dict) else []
        elif name not in _OF_MODULES and (own or not name.startswith("_")):
            rest[name] = part
    label = digester.naming.qualified(type(value))
    return Node(label, children=[*children, *objects.state_children(digester, value, rest)], summary=label)


def _optimizer(digester: Digester, value: Any) -> Node:
    """An optimizer: its settings, what it has gathered, and the parameters that it changes."""
    groups = [parameter for group in value.param_groups for parameter in group["params"]]
    children: _Children = [("state", digester.node(value.state_dict())), ("parameters", digester.node(groups))]
    return Node(digester.naming.qualified(type(value)), children=children)


def _scheduler(digester: Digester, value: Any) -> Node:
    children: _Children = [("state", digester.node(value.state_dict()))]
    children.append(("optimizer", digester.node(value.optimizer)))
    return Node(digester.naming.qualified(type(value)), children=children)


def _generator(digester: Digester, value: Any) -> Node:
    return Node(digester.naming.qualified(type(value)), children=[("state", digester.node(value.get_state()))])


def _eager(digester: Digester, value: Any) -> Node:
    """A tensor or variable of TensorFlow or Keras."""
    label = "%s %s" % (digester.naming.qualified(type(value)), value.dtype)
    return Node(label, children=[("values", digester.node(value.numpy()))], summary=label)


def _ragged(digester: Digester, value: Any) -> Node:
    parts = [value.flat_values, *value.nested_row_splits]
    children = [("part %d" % place, digester.node(part)) for place, part in enumerate(parts)]
    return Node(digester.naming.qualified(type(value)), children=children)


def _keras(digester: Digester, value: Any) -> Node:
    """A model or layer: how it is built, its weights, what it is trained for, and how far its optimizer is."""
    label = digester.naming.qualified(type(value))
    weights = enumerate(value.get_weights())
    children: _Children = [("weights %d" % place, digester.node(item)) for place, item in weights]
    children.append(("configuration", _configuration(digester, value)))
    children += [(name, digester.node(getattr(value, name, None))) for name in ("optimizer", "loss")]
    if digester.naming.is_own(type(value)):
        rest = {k: v for k, v in vars(value).items() if k not in _OF_KERAS and not k.startswith("_")}
        children += objects.state_children(digester, value, rest)
    return Node(label, children=children, summary=label)


def _configuration(digester: Digester, value: Any) -> Node:
    try:
        configuration = value.get_config()
    except Exception:
        # A class of the notebook's need not have one: its code and attributes are compared.
        return same("no configuration")
    return digester.node(configuration)


def _keras_optimizer(digester: Digester, value: Any) -> Node:
    variables = value.variables() if callable(value.variables) else value.variables
    children: _Children = [("configuration", _configuration(digester, value))]
    children += [("variable %d" % place, digester.node(item.numpy())) for place, item in enumerate(variables)]
    return Node(digester.naming.qualified(type(value)), children=children)


def is_whole(base: type) -> bool:
    """Whether what the table says of a class holds for its subclasses as a whole."""
    return base.__module__.partition(".")[0] in ("torch", "tensorflow", "keras") or base is type(sys)


_KERAS = ("keras.engine.training.Model", "keras.src.engine.training.Model", "keras.src.models.model.Model")
_LAYERS = ("keras.engine.base_layer.Layer", "keras.src.engine.base_layer.Layer", "keras.src.layers.layer.Layer")
_OPTIMIZERS = (
    "keras.src.optimizers.base_optimizer.BaseOptimizer",
    "keras.optimizers.optimizer_experimental.optimizer.Optimizer",
    "keras.src.optimizers.optimizer.Optimizer",
)
_VARIABLES = (
    "tensorflow.python.framework.tensor.Tensor",
    "tensorflow.python.framework.ops.EagerTensor",
    "tensorflow.python.ops.variables.Variable",
    "keras.src.backend.common.variables.Variable",
)

HANDLERS: Dict[str, Callable[[Digester, Any], Node]] = {
    **dict.fromkeys(["torch.Tensor", "torch._tensor.Tensor"], _tensor),
    "torch.nn.modules.module.Module": _module,
    "torch.optim.optimizer.Optimizer": _optimizer,
    **dict.fromkeys(["torch.optim.lr_scheduler.%s" % n for n in ("LRScheduler", "_LRScheduler")], _scheduler),
    "torch._C.Generator": _generator,
    **dict.fromkeys(_VARIABLES, _eager),
    "tensorflow.python.ops.ragged.ragged_tensor.RaggedTensor": _ragged,
    **dict.fromkeys([*_KERAS, *_LAYERS], _keras),
    **dict.fromkeys(_OPTIMIZERS, _keras_optimizer),
}
