"""data-5, data-6: privacy controls, and how fast features come."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nb2prod.repository.model import Place
from nb2prod.rubric.documents import sections_about
from nb2prod.rubric.model import Evidence, State
from nb2prod.rubric.survey import Survey

_SCANNERS = re.compile(
    r"\b(gitleaks|detect-secrets|trufflehog|trufflesecurity/trufflehog|ggshield|git-secrets|secretlint|"
    r"detect-private-key|detect-aws-credentials|talisman|checkov|tfsec)\b"
)
_PII = re.compile(r"presidio_analyzer\..*|presidio_anonymizer\..*|scrubadub\..*|pii_?\w*\.(scan|detect|anonymi[sz]e)")
_PRIVACY = re.compile(r"\b(privacy|data protection|gdpr|personal data|pii|confidentiality)\b", re.I)
_STORE = re.compile(r"feast\..*FeatureView|feast\.(Entity|FeatureService)|hopsworks\..*|tecton\..*feature_view")
_LEAD_TIME = re.compile(r"\b(lead time|add(ing)? (a )?new features?|new features? (in)?to production)\b", re.I)


class PrivacyScan:
    """Scans for secrets, keys or personal data that run at every commit or push."""

    test = "data-5"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find scanners among the commands that run by themselves, and code that looks for personal data."""
        for invocation in survey.repository.invocations:
            if (found := _SCANNERS.search(invocation.text)) and not invocation.forgiven:
                shows = f"{found[1]} runs on every {invocation.trigger}"
                yield Evidence(invocation.place, shows, State.AUTOMATED)
        for function, call in survey.calls(_PII):
            yield survey.judged(function, call.place, f"`{call.name}` looks for personal data")


class PrivacyNote:
    """A section on privacy or data protection."""

    test = "data-5"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find such sections."""
        for section in sections_about(survey, _PRIVACY):
            yield Evidence(section.place, f"a section on it: {section.title}", State.DOCUMENTED)


class FeatureRegistry:
    """A registry of features, or a note on how they get into production."""

    test = "data-6"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find definitions in a feature store, and notes."""
        for _, call in survey.calls(_STORE):
            yield Evidence(call.place, f"`{call.name}` registers features", State.DOCUMENTED)
        for path in survey.repository.files:
            if path.endswith("feature_store.yaml"):
                yield Evidence(Place(path), "a feature store is configured", State.DOCUMENTED)
        for section in sections_about(survey, _LEAD_TIME):
            yield Evidence(section.place, f"a note on it: {section.title}", State.DOCUMENTED)
