"""A score as one page that needs nothing else: no network, no script; all text of others is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from nb2prod.report.model import Scored, View
from nb2prod.report.score_text import describe_place
from nb2prod.report.wording import harmless
from nb2prod.repository.model import Place
from nb2prod.rubric.model import Outcome, Score
from nb2prod.rubric.next_points import cheapest
from nb2prod.rubric.scales import FULL_SECTION
from nb2prod.templates import template_text

NAMES = {"data": "Data", "model": "Model", "infra": "Infrastructure", "monitor": "Monitoring"}
_TEMPLATE = "report/score.html.j2"
_TOP, _HEIGHT = 2, 26
"""Place of the line of the history in its picture."""


def write(values: Iterable[Scored], view: View) -> Iterator[str]:
    """Write one page for all of them."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    results = list(values)
    yield environment.from_string(template_text(_TEMPLATE)).render(
        title=", ".join(str(one.path) for one in results),
        results=results,
        names=NAMES,
        version=view.version,
        number=lambda value: f"{value:g}",
        full=lambda score: FULL_SECTION[score.scale],
        share=_share,
        next=cheapest,
        other=_other,
        where=describe_place,
        href=_href,
        line=_line,
    ) + "\n"


def _share(points: float, score: Score) -> str:
    return f"{100 * points / FULL_SECTION[score.scale]:.1f}"


def _other(scored: Scored, outcome: Outcome) -> Outcome | None:
    """The same test of what it is compared with."""
    if scored.compared is None:
        return None
    return next(one for one in scored.compared.score.outcomes if one.question.id == outcome.question.id)


def _href(scored: Scored, place: Place) -> str:
    """A link to a line, relative to where the report was asked for; a name of a file is never a scheme."""
    folder = scored.path if scored.path.suffix not in {".ipynb", ".py"} else scored.path.parent
    return f"./{quote(harmless((folder / place.path).as_posix()))}#L{place.line}"


def _line(scored: Scored) -> str:
    totals = [entry.detected.get("total", 0) for entry in scored.history]
    highest = 4 * FULL_SECTION[scored.score.scale]
    step = 100 / max(len(totals) - 1, 1)
    return " ".join(f"{n * step:.2f},{_TOP + _HEIGHT * (1 - total / highest):.2f}" for n, total in enumerate(totals))
