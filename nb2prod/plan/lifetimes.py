"""Objects whose end the notebook watches: by `__del__`, a weak reference, or by counting references.

A step keeps what it is given until it returns, and the pipeline what it gave: in a step, `model = None` ends nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from nb2prod.plan.items import Item
from nb2prod.plan.unit import Unit

_WATCHES = re.compile(r"\bdef __del__\b|\bweakref\b|\bgetrefcount\b|\bget_referrers\b")


def keep_lifetimes(
    items: Sequence[Item], units: Sequence[Unit], is_plain: Callable[[str, int], bool]
) -> Sequence[Item]:
    """Let the pipeline itself give up objects whose end the notebook watches.

    Args:
        items: What runs.
        units: All statements.
        is_plain: Whether a name has a value at a position that nobody watches: a number, a text, a frame.
    """
    if not any(_WATCHES.search(u.statement.source) for u in units):
        return items
    bound: dict[str, int] = {}
    out: list[Item] = []
    for item in items:
        lost = sorted(n for n in (item.binds | item.deletes) & bound.keys() if not is_plain(n, bound[n]))
        reason = f"the notebook watches what becomes of `{lost[0]}`, which ends here" if lost else ""
        ending = lost and not item.explore
        out.append(replace(item, inline=item.inline or reason, needs=item.needs.union(lost)) if ending else item)
        bound |= dict.fromkeys(item.binds, item.unit.position)
    # What nothing ends lives as long as the notebook.
    kept = frozenset(n for n, position in bound.items() if not is_plain(n, position))
    return [*out[:-1], *(replace(item, needs=item.needs | kept) for item in out[-1:])]
