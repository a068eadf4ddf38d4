"""monitor-1: changes of dependencies are told."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nb2prod.repository.model import Place
from nb2prod.rubric.model import Evidence, State
from nb2prod.rubric.survey import Survey

_BOTS = {
    ".github/dependabot.yml": "Dependabot",
    ".github/dependabot.yaml": "Dependabot",
    "renovate.json": "Renovate",
    "renovate.json5": "Renovate",
    ".renovaterc": "Renovate",
    ".renovaterc.json": "Renovate",
    ".github/renovate.json": "Renovate",
    ".github/renovate.json5": "Renovate",
    ".gitlab/renovate.json": "Renovate",
    ".pyup.yml": "PyUp",
}
_LIBRARIES = re.compile(r"package-ecosystem:\s*[\"']?(pip|uv|poetry|pipenv|conda|docker)")


class UpdateBots:
    """A bot that proposes updates of the libraries: Dependabot for a Python ecosystem, Renovate, PyUp."""

    test = "monitor-1"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find the configurations of bots."""
        for path in survey.repository.files:
            if (bot := _BOTS.get(path)) and _concerns_libraries(bot, survey.repository.texts.get(path, "")):
                yield Evidence(Place(path), f"{bot} proposes updates of the libraries", State.AUTOMATED)


def _concerns_libraries(bot: str, text: str) -> bool:
    """Whether a bot looks after libraries; Dependabot can be set to look after workflows alone."""
    return bot != "Dependabot" or bool(_LIBRARIES.search(text))
