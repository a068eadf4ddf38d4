"""model-1: model specs are reviewed and submitted."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator

from nb2prod.repository.model import Place
from nb2prod.rubric.model import Evidence, State
from nb2prod.rubric.survey import Survey

_OWNERS = ("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
_TEMPLATES = ("pull_request_template", "merge_request_templates")


class Owners:
    """Owners of the training code, who must review it."""

    test = "model-1"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find owners, and whether what they own trains."""
        training = sorted(
            {f.place.path for f in survey.purposes.training if survey.purposes.own(f) & {"train", "tune"}}
        )
        for path in _OWNERS:
            rules = list(_rules(survey.repository.texts.get(path, "")))
            for file in training:
                if line := next((n for n, pattern in reversed(rules) if _owns(pattern, file)), 0):
                    yield Evidence(Place(path, line), f"{file}, which trains, has owners", State.AUTOMATED)
                    break


class ReviewTemplate:
    """A template for pull requests or merge requests."""

    test = "model-1"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find the template, where there is code that trains."""
        if not survey.purposes.training:
            return
        for path in survey.repository.files:
            if any(name in path.lower() for name in _TEMPLATES):
                yield Evidence(Place(path), "a template asks for the review of changes", State.DOCUMENTED)


def _rules(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].split()
        if len(words) > 1 and not words[0].startswith("["):
            yield number, words[0]


def _owns(pattern: str, path: str) -> bool:
    plain = pattern.lstrip("/").rstrip("/")
    if pattern in {"*", "/**", "**"}:
        return True
    anchored = pattern.startswith("/") or "/" in plain
    names = (plain, f"{plain}/*") if anchored else (plain, f"*/{plain}", f"{plain}/*", f"*/{plain}/*")
    return any(fnmatch.fnmatch(path, name) for name in names)
