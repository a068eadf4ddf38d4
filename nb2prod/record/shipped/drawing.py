"""What is drawn: the data of a figure, not its pixels."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

Describe = Callable[[Any], Any]
PYPLOT, MANAGERS = "matplotlib.pyplot", "matplotlib._pylab_helpers"


class Drawings:
    """Looks at figures when they are closed, and at those that stay open.

    Attributes:
        figures: All figures since `begin`, in the order in which they ended.
    """

    def __init__(self) -> None:
        self.figures: list[Any] = []
        self._close: Callable[..., Any] | None = None

    def begin(self) -> None:
        """From here on figures count."""
        self.end()
        self.figures = []
        plots: Any = sys.modules.get(PYPLOT)
        if plots is not None:
            plots.close("all")
            self._close, plots.close = plots.close, self._closing

    def end(self) -> None:
        """From here on they don't; those that are open are closed."""
        plots: Any = sys.modules.get(PYPLOT)
        if self._close is not None:
            plots.close("all")
            self._close, plots.close = None, self._close

    def _closing(self, *arguments: Any, **options: Any) -> None:
        before = open_figures()
        if self._close is not None:
            self._close(*arguments, **options)
        after = {id(figure) for figure in open_figures()}
        self.figures += [figure for figure in before if id(figure) not in after]


def open_figures() -> list[Any]:
    """All figures that are open, by number."""
    if MANAGERS not in sys.modules:
        return []
    managers = sys.modules[MANAGERS].Gcf.get_all_fig_managers()
    return [manager.canvas.figure for manager in sorted(managers, key=lambda manager: manager.num)]


def describe_figure(figure: Any, describe: Describe) -> Any:
    """Describe what a figure shows.

    Args:
        figure: A figure of matplotlib.
        describe: Describes a value.

    Returns:
        Plain data with arrays in it; `not compared` where the figure can't be taken apart.
    """
    try:
        return {"is": "figure", "axes": [_axes(axes, describe) for axes in figure.axes]}
    except Exception:
        return {"is": "not compared", "class": "figure"}


def _axes(axes: Any, describe: Describe) -> dict[str, Any]:
    return {
        "title": axes.get_title(),
        "labels": [axes.get_xlabel(), axes.get_ylabel()],
        "scales": [axes.get_xscale(), axes.get_yscale()],
        "lines": [[_numbers(part, describe) for part in line.get_data(orig=False)] for line in axes.lines],
        "patches": [_numbers(_outline(patch), describe) for patch in axes.patches],
        "collections": [_collection(collection, describe) for collection in axes.collections],
        "images": [_numbers(image.get_array(), describe) for image in axes.images],
        "texts": [text.get_text() for text in axes.texts],
    }


def _collection(collection: Any, describe: Describe) -> dict[str, Any]:
    values = collection.get_array()
    outlines = [path.vertices for path in collection.get_paths()]
    return {
        "places": _numbers(collection.get_offsets(), describe),
        "values": None if values is None else _numbers(values, describe),
        "outlines": [_numbers(outline, describe) for outline in outlines],
    }


def _outline(patch: Any) -> Any:
    """The corners of a patch, where they are among the data."""
    return patch.get_patch_transform().transform(patch.get_path().vertices)


def _numbers(values: Any, describe: Describe) -> Any:
    numpy = sys.modules["numpy"]
    return describe(numpy.asarray(numpy.ma.filled(numpy.ma.asarray(values, dtype=float), numpy.nan)))
