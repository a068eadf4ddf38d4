"""A network's `forward` is called by name.

## What it does
Finds `model.forward(x)` in a notebook that uses PyTorch; what a class does with its parent's `forward` is left alone.

## Why it matters in production
Calling the model runs its hooks, too: those of profilers, of quantisation, of distributed training. `forward` skips
them without a word.

## Example
    output = model.forward(batch)

## Better
    output = model(batch)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.model import Case, Fix, Hit, NodeRule, SourceEdit, Span
from nb2prod.rules.models.loops import uses_torch
from nb2prod.rules.site import Site


def check(node: ast.Call, site: Site) -> Iterator[Hit]:
    """Tell whether a call is one of `forward`."""
    match node.func:
        case ast.Attribute(attr="forward", value=ast.Call(func=ast.Name(id="super")) | ast.Name(id="self" | "cls")):
            return
        case ast.Attribute(attr="forward", value=owner) if uses_torch(site.unit):
            if site.qualified(owner) or (isinstance(owner, ast.Name) and owner.id[:1].isupper()):
                return  # A class or a module: `Parent.forward(self, x)`.
            end, whole = site.span(owner), site.span(node.func)
            cut = Span(whole.cell, end.end_line, end.end_column, whole.end_line, whole.end_column)
            fix = Fix("Call the model itself", (SourceEdit(cut, ""),), safe=False)
            message = f"`{ast.unparse(owner)}.forward` skips the model's hooks: call the model itself"
            yield Hit(message, site.span(node), fix)


RULE = NodeRule(
    code="NBM008",
    name="forward-called",
    summary="`forward` that is called by name",
    words=(".forward(",),
    smells=(19,),
    nodes=(ast.Call,),
    check=check,
)
VALID = (
    Case("import torch\nout = net(batch)"),
    Case("import torch\nclass Net(Base):\n    def forward(self, x):\n        return super().forward(x)"),
    Case("import torch\nclass Net(Base):\n    def forward(self, x):\n        return Base.forward(self, x)"),
    Case("robot.forward(10)"),
)
INVALID = (
    Case("import torch\nout = net.forward(batch)", at=((1, 2),), fixed="import torch\nout = net(batch)"),
    Case(
        "from torch import nn\nclass Net(nn.Module):\n    def forward(self, x):\n        return self.body.forward(x)",
        at=((1, 4),),
        fixed="from torch import nn\nclass Net(nn.Module):\n    def forward(self, x):\n        return self.body(x)",
    ),
)
