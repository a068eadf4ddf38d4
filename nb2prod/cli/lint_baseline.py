"""What `nb2prod lint` does with a baseline."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from nb2prod.cli.streams import say

if TYPE_CHECKING:
    from nb2prod.lint.model import LintResult
    from nb2prod.lint.run import Settings


def with_baseline(result: LintResult, options: argparse.Namespace, settings: Settings) -> LintResult:
    """Write a baseline, or leave out what one knows; what is mended is taken out of it.

    Args:
        result: What was found.
        options: The command line.
        settings: What it was looked for with.

    Returns:
        What is new.
    """
    file = options.baseline or settings.config.baseline
    if options.write_baseline:
        return _written(result, file)
    if file is None:
        return result
    from nb2prod.lint.baseline import read_baseline, shrink, without_known

    known = read_baseline(file)
    new, met = without_known(result, known, file.absolute().parent)
    # A build machine throws away what it writes; a person or a hook commits it.
    if len(met) < len(known) and not os.environ.get("CI"):
        gone = shrink(file, known, met, result.files, lambda code: _is_asked(code, settings))
        if gone:
            say(f"{file}: {gone} of {len(known)} findings are mended and were taken out\n", sys.stderr)
    return new


def _written(result: LintResult, file: Path | None) -> LintResult:
    from dataclasses import replace

    from nb2prod.lint.baseline import DEFAULT, write_baseline

    place = file or DEFAULT
    number = write_baseline(result, place)
    say(f"{place}: {number} findings are known from now on\n", sys.stderr)
    return replace(result, files=tuple(replace(one, findings=()) for one in result.files), known=number)


def _is_asked(code: str, settings: Settings) -> bool:
    from nb2prod.rules.registry import rule_sources, selected_rules

    if any(source.code == code for source in rule_sources()):
        return any(rule.code == code for rule in selected_rules(settings.selection, rule_sources()))
    return settings.ruff is not None and _is_asked_of_ruff(code, settings.ruff)


def _is_asked_of_ruff(code: str, said: tuple[str, ...]) -> bool:
    pairs = list(zip(said[::2], said[1::2], strict=True))
    selected = [given for flag, given in pairs if flag == "--select"]
    ignored = tuple(given for flag, given in pairs if flag == "--ignore")
    return (not selected or code.startswith(tuple(selected)) or "ALL" in selected) and not code.startswith(ignored)
