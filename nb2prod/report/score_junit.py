"""A score as JUnit: a suite a section; what is not automated is a failure, what no file shows is skipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from nb2prod.report.model import Scored, View
from nb2prod.report.score_text import describe_place
from nb2prod.report.wording import harmless
from nb2prod.rubric.model import Outcome, SectionScore, State


def write(values: Iterable[Scored], view: View) -> Iterator[str]:  # noqa: ARG001
    """Write one document."""
    root = ET.Element("testsuites", name="ML test score")
    for scored in values:
        for section in scored.score.sections:
            root.append(_suite(section, str(scored.path)))
    ET.indent(root)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(section: SectionScore, path: str) -> ET.Element:
    cases = [_case(outcome, path) for outcome in section.outcomes]
    failures = sum(case.find("failure") is not None for case in cases)
    skipped = sum(case.find("skipped") is not None for case in cases)
    suite = ET.Element("testsuite", name=f"{harmless(path)}: {section.section.value}", tests=str(len(cases)))
    suite.attrib |= {"failures": str(failures), "errors": "0", "skipped": str(skipped)}
    suite.extend(cases)
    return suite


def _case(outcome: Outcome, path: str) -> ET.Element:
    case = ET.Element("testcase", name=f"{outcome.question.id} {outcome.question.title}", classname=harmless(path))
    text = "\n".join(f"{describe_place(one.place)}: {harmless(one.shows)}" for one in outcome.evidence)
    if not outcome.question.observable and outcome.attested_state is not State.AUTOMATED:
        ET.SubElement(case, "skipped", message=outcome.missing)
    elif outcome.state is not State.AUTOMATED:
        advice = outcome.next.advice if outcome.next else ""
        failure = ET.SubElement(
            case, "failure", type=outcome.state.label, message=f"{outcome.missing} {advice}".strip()
        )
        failure.text = text
    elif text:
        ET.SubElement(case, "system-out").text = text
    return case
