"""Tensors and networks: with the libraries where they are installed, and with classes that stand in for them."""

from __future__ import annotations

import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nb2prod.verify.agent import reading
from nb2prod.verify.agent.libraries import opaque_reason
from nb2prod.verify.model import Verdict
from tests.unit.verify.support import Both, defined


@pytest.fixture
def both(tmp_path: Path) -> Both:
    return Both(tmp_path)


NET = """
import torch
class Net(torch.nn.Module):
    def __init__(self, hidden=3, scale=1.0):
        super().__init__()
        self.scale = scale
        self.first = torch.nn.Linear(2, hidden)
        self.drop = torch.nn.Dropout(0.5)
    def forward(self, x):
        return self.drop(self.first(x)) * self.scale
def made(seed=0, **options):
    torch.manual_seed(seed)
    return Net(**options)
def trained(steps=2, momentum=0.9):
    net = made()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=momentum)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1)
    for _ in range(steps):
        net(torch.ones(4, 2)).sum().backward()
        optimizer.step()
        scheduler.step()
    return net, optimizer, scheduler
def with_gradient(x):
    t = torch.ones(2, requires_grad=True)
    (t * x).sum().backward()
    return t
def hooked(hook):
    net = made()
    net.register_forward_hook(hook)
    return net
"""
TORCH: dict[str, tuple[str, str]] = {
    "values": ("torch.tensor([1.0, 2.0])", "torch.tensor([1.0, 3.0])"),
    "dtype": ("torch.tensor([1, 2])", "torch.tensor([1, 2], dtype=torch.int32)"),
    "shape": ("torch.zeros(2, 3)", "torch.zeros(3, 2)"),
    "scalar": ("torch.tensor(1.5)", "torch.tensor(2.5)"),
    "nothing": ("torch.empty(0)", "torch.empty(0, 1)"),
    "truth": ("torch.tensor([True])", "torch.tensor([False])"),
    "half": ("torch.ones(2, dtype=torch.bfloat16)", "torch.ones(2, dtype=torch.float16)"),
    "complex": ("torch.tensor([1j])", "torch.tensor([1j]).conj()"),
    "view": ("torch.arange(6.0).reshape(2, 3).T", "torch.arange(6.0).reshape(3, 2)"),
    "sparse": ("torch.eye(2).to_sparse()", "(2 * torch.eye(2)).to_sparse()"),
    "sparse rows": ("torch.eye(2).to_sparse_csr()", "(2 * torch.eye(2)).to_sparse_csr()"),
    "requires gradient": ("torch.ones(2)", "torch.ones(2, requires_grad=True)"),
    "gradient": ("with_gradient(2)", "with_gradient(3)"),
    "module": ("made()", "made(1)"),
    "training": ("made()", "made().eval()"),
    "attribute of an own module": ("made()", "made(scale=2.0)"),
    "setting of a part": ("torch.nn.Dropout(0.5)", "torch.nn.Dropout(0.6)"),
    "hook": ("hooked(print)", "hooked(repr)"),
    "layers": ("torch.nn.Sequential(torch.nn.ReLU())", "torch.nn.Sequential(torch.nn.Tanh())"),
    "trained": ("trained()", "trained(3)"),
    "momentum": ("trained()[1]", "trained(momentum=0.8)[1]"),
    "schedule": ("trained()[2]", "trained(3)[2]"),
    "generator": ("torch.Generator().manual_seed(1)", "torch.Generator().manual_seed(2)"),
    "dtype itself": ("torch.float32", "torch.float64"),
    "loader": (
        "torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.ones(4)), batch_size=2)",
        "torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.ones(4)), batch_size=4)",
    ),
}


@pytest.mark.parametrize("kind", TORCH)
def test_what_torch_makes_is_compared(kind: str, both: Both) -> None:
    pytest.importorskip("torch")
    ours, others = defined(NET, "__main__"), defined(NET, "made.steps")
    value, other = TORCH[kind]
    assert both.compare(eval(value, ours), eval(value, others)).verdict is Verdict.EQUAL
    assert both.compare(eval(value, ours), eval(other, others)).verdict is Verdict.DIFFERENT


def test_numbers_of_tensors_may_differ_by_the_tolerance(both: Both) -> None:
    torch = pytest.importorskip("torch")
    value = torch.ones(3, dtype=torch.float64)
    assert both.compare(value, value * (1 + 1e-12)).verdict is Verdict.EQUAL
    assert both.compare(value, value * (1 + 1e-6)).verdict is Verdict.DIFFERENT


MODEL = """
import numpy as np
from tensorflow import keras
import tensorflow as tf
def made(units=3, activation="relu", seed=0, compiled="adam", loss="mse", epochs=0):
    keras.utils.set_random_seed(seed)
    keras.backend.clear_session()
    layers = [keras.layers.Input((2,)), keras.layers.Dense(units, activation=activation)]
    model = keras.Sequential(layers)
    model.compile(optimizer=compiled, loss=loss)
    if epochs:
        model.fit(np.ones((4, 2)), np.ones((4, units)), epochs=epochs, verbose=0)
    return model
class Own(keras.Model):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor
        self.dense = keras.layers.Dense(1)
"""
KERAS: dict[str, tuple[str, str]] = {
    "tensor": ("tf.constant([1.0, 2.0])", "tf.constant([1.0, 3.0])"),
    "dtype": ("tf.constant([1])", "tf.constant([1.0])"),
    "variable": ("tf.Variable([1])", "tf.Variable([2])"),
    "ragged": ("tf.ragged.constant([[1], [2, 3]])", "tf.ragged.constant([[1, 2], [3]])"),
    "weights": ("made()", "made(seed=1)"),
    "activation": ("made()", "made(activation='tanh')"),
    "optimizer": ("made()", "made(compiled='sgd')"),
    "loss": ("made()", "made(loss='mae')"),
    "trained": ("made(epochs=1)", "made(epochs=2)"),
    "own class": ("Own(1)", "Own(2)"),
    "layer": ("keras.layers.Dropout(0.1, name='d')", "keras.layers.Dropout(0.2, name='d')"),
}


@pytest.mark.parametrize("kind", KERAS)
def test_what_keras_makes_is_compared(kind: str, both: Both) -> None:
    pytest.importorskip("tensorflow")
    ours, others = defined(MODEL, "__main__"), defined(MODEL, "made.steps")
    value, other = KERAS[kind]
    ours["keras"].backend.clear_session()
    one = both.store.reference(both.notebook.digest(eval(value, ours)))
    for text, verdict in ((value, Verdict.EQUAL), (other, Verdict.DIFFERENT)):
        others["keras"].backend.clear_session()
        again = both.store.reference(both.package.digest(eval(text, others)))
        assert both.comparer.compare(one, again).verdict is verdict


def _class(path: str, **members: Any) -> type:
    module, _, name = path.rpartition(".")
    return type(name, (), {"__module__": module, **members})


def _layer(weights: list[float], **config: Any) -> Any:
    layer: Callable[..., Any] = _class(
        "keras.src.layers.layer.Layer", get_weights=lambda self: self.kept, get_config=lambda self: self.config
    )
    made = layer()
    made.kept, made.config, made._tracker = weights, config, (lambda: None).__code__
    return made


def _part(**parameters: float) -> Any:
    module: Callable[..., Any] = _class("torch.nn.modules.module.Module")
    made = module()
    made.training, made._parameters, made._buffers, made._modules = True, parameters, {}, {}
    made._forward_hooks = {}
    return made


def _holding(part: Any, **attributes: Any) -> Any:
    made = _part()
    made._modules["part"] = part
    vars(made).update(attributes)
    return made


STAND_INS: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
    "weights": (lambda: _layer([1.0], units=1), lambda: _layer([2.0], units=1)),
    "configuration": (lambda: _layer([1.0], units=1), lambda: _layer([1.0], units=2)),
    "parameters": (lambda: _part(w=1.0), lambda: _part(w=2.0)),
    "parts": (lambda: _holding(_part(w=1.0)), lambda: _holding(_part(w=2.0))),
    "attributes": (lambda: _holding(_part(), p=0.5), lambda: _holding(_part(), p=0.6)),
    "hooks": (lambda: _holding(_part()), lambda: _holding(_part(), _forward_hooks={7: print})),
}


@pytest.mark.parametrize("kind", STAND_INS)
def test_networks_are_compared_by_what_they_compute_with(kind: str, both: Both) -> None:
    make, make_other = STAND_INS[kind]
    assert both.compare(make(), make()).verdict is Verdict.EQUAL
    assert both.compare(make(), make_other()).verdict is Verdict.DIFFERENT


def test_the_numbers_of_hooks_do_not_count(both: Both) -> None:
    one, other = (_holding(_part(), _forward_hooks={number: print}) for number in (1, 2))
    assert both.compare(one, other).verdict is Verdict.EQUAL


def test_a_dataset_and_a_module_that_loads_itself_late_are_known() -> None:
    assert "gone through" in opaque_reason(_class("tensorflow.python.data.ops.batch_op._BatchDataset"))
    late = type("LateModule", (types.ModuleType,), {})
    assert reading.is_import("late", late("late"))
