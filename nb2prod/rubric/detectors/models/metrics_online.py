"""model-2: offline and online metrics correlate."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nb2prod.rubric.documents import sections
from nb2prod.rubric.model import Evidence, State
from nb2prod.rubric.survey import Survey

_EXPERIMENT = re.compile(r"\bA/B[ -]?test|\bonline (experiment|metric|result)|\bshadow (deployment|traffic)", re.I)
_OFFLINE = re.compile(r"\boffline\b", re.I)
_FIGURE = re.compile(r"\d+(\.\d+)?\s*(%|pp\b|points?\b)|\b0\.\d+")


class OnlineComparison:
    """A note on an experiment that compares the offline metric with the online one, with figures."""

    test = "model-2"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find sections on experiments that name both metrics and give figures."""
        for section in sections(survey):
            text = f"{section.title}\n{section.text}"
            if _EXPERIMENT.search(text) and _OFFLINE.search(text) and _FIGURE.search(text):
                yield Evidence(section.place, f"offline and online results: {section.title}", State.DOCUMENTED)
