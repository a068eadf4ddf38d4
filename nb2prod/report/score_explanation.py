"""What a test of the rubric asks."""

from __future__ import annotations

import difflib
import textwrap

from nb2prod.finding import UsageError
from nb2prod.report.model import View
from nb2prod.rubric.catalogue import QUESTIONS
from nb2prod.rubric.detector import detectors


def explanation(test: str, view: View) -> str:
    """Explain a test: why it matters, what counts, what looks for it, and what to do.

    Args:
        test: Its id, such as `data-7`.
        view: How it is to look.

    Raises:
        UsageError: There is no such test.
    """
    question = next((one for one in QUESTIONS if one.id == test), None)
    if question is None:
        near = difflib.get_close_matches(test, [one.id for one in QUESTIONS], 1)
        known = f"Did you mean {near[0]}?" if near else f"Tests are {QUESTIONS[0].id} to {QUESTIONS[-1].id}."
        raise UsageError(f"there is no test `{test}`", way_out=known)
    parts = [
        view.paint("title", f"{question.id}: {question.title}"),
        _fill(question.why, view),
        _fill(question.counts, view),
    ]
    parts.append(_fill(f"Never seen in files: {question.unseen}", view))
    looked = [_first_sentence(type(one)) for one in detectors() if one.test == test]
    if looked:
        parts.append("\n".join([view.paint("title", "what is looked for"), *(f"  - {text}" for text in looked)]))
    steps = [f"  - {step.advice} ({step.effort.label}, then {step.reaches.label})" for step in question.steps]
    parts.append("\n".join([view.paint("title", "what to do"), *steps]))
    return "\n\n".join(parts) + "\n"


def _first_sentence(kind: type) -> str:
    return (kind.__doc__ or "").strip().partition("\n\n")[0].replace("\n", " ")


def _fill(text: str, view: View) -> str:
    return textwrap.fill(text, view.width)
