"""Shows what each weight of the cost of a cut does, and how far the cuts agree with those that a person made.

    python benchmarks/cut_weights.py                          # the labelled examples alone
    python benchmarks/cut_weights.py --folder FOLDER --sample 60
    python benchmarks/cut_weights.py --set activity=0.6 --set tall=2

Each weight is halved and doubled, all others being as they are. Labels (`labels/cuts.json`) name the statements that a
function should begin with, by cell and ordinal, in `examples/notebooks`; who wrote them had seen the planner's cuts,
but no figures. On the notebooks of a folder, which have no labels, it is told what the steps are like. Nothing is run.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from measuring.cuts import Agreement, agreement, planned, shapes, starts_of, summary
from measuring.sampling import choose_notebooks

if TYPE_CHECKING:
    from nb2prod.analysis import Analysis
    from nb2prod.knowledge import Knowledge
    from nb2prod.plan.cost import Weights

EXAMPLES = Path(__file__).parents[1] / "examples" / "notebooks"
LABELS = Path(__file__).parent / "labels" / "cuts.json"
FACTORS = (0.5, 2.0)


def main(argv: Sequence[str] | None = None) -> int:
    """Print one line for the weights as they are, and one for each that is changed."""
    from nb2prod.config import Config
    from nb2prod.pipeline import knowledge_of
    from nb2prod.plan.cost import Weights

    arguments = _parser().parse_args(argv)
    knowledge = knowledge_of(Config())
    labelled = [
        (_analysed(EXAMPLES / name, knowledge), starts_of(text))
        for name, text in json.loads(LABELS.read_text()).items()
    ]
    paths = choose_notebooks(arguments.folder, None, arguments.sample) if arguments.folder else []
    others = [a for path in paths if (a := _readable(arguments.folder / path, knowledge)) is not None]
    base = replace(Weights(), **dict(arguments.set))
    header = ["weights", "F1", "precision", "recall", *(summary([]) if others else {})]
    print(f"| {' | '.join(header)} |\n|{'---|' * len(header)}")
    for name, weights in [("as they are", base), *(_changed(base) if not arguments.only_base else ())]:
        total = sum((agreement(planned(a, knowledge, weights), labels) for a, labels in labelled), Agreement())
        row = [name, f"{total.f1:.3f}", *_rates(total)]
        if others:
            row += summary([s for a in others for s in shapes(a, planned(a, knowledge, weights))]).values()
        print(f"| {' | '.join(row)} |", flush=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="notebooks without labels")
    parser.add_argument("--sample", type=int, metavar="N", help="N of them, the same every time")
    parser.add_argument("--set", type=_setting, action="append", default=[], metavar="WEIGHT=VALUE")
    parser.add_argument("--only-base", action="store_true", help="don't change one weight after the other")
    return parser


def _setting(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    return name, float(value)


def _analysed(path: Path, knowledge: Knowledge) -> Analysis:
    from nb2prod.notebook import read_source
    from nb2prod.pipeline import analyze_notebook

    return analyze_notebook(read_source(path), knowledge)


def _readable(path: Path, knowledge: Knowledge) -> Analysis | None:
    from nb2prod.finding import Nb2prodError

    try:
        return _analysed(path, knowledge)
    except Nb2prodError:
        return None


def _changed(base: Weights) -> Iterator[tuple[str, Weights]]:
    for field in fields(base):
        for factor in FACTORS:
            value = getattr(base, field.name) * factor
            yield f"{field.name} = {value:g}", replace(base, **{field.name: value})


def _rates(found: Agreement) -> tuple[str, str]:
    return f"{found.both / max(found.ours, 1):.2f}", f"{found.both / max(found.theirs, 1):.2f}"


if __name__ == "__main__":
    sys.exit(main())
