"""What a checker knows of names that nothing else is known of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nb2prod.analysis import Analysis
from nb2prod.checker.environment import defining_modules
from nb2prod.checker.programs import Answer
from nb2prod.checker.run import CheckerError, run_checker
from nb2prod.checker.script import Script, script_of
from nb2prod.checker.translate import UNKNOWN, Names, translated
from nb2prod.knowledge.lookup import Knowledge
from nb2prod.notebook.model import StatementId
from nb2prod.types.model import TypeGuess, TypeSource

CONFIDENCE = 0.75


@dataclass(frozen=True, slots=True)
class Checked:
    """Notebooks after a checker was asked.

    Attributes:
        analyses: The same ones, with what it said as hints.
        failure: Why it could not be asked; empty if it was.
    """

    analyses: tuple[Analysis, ...]
    failure: str = ""


def check_types(analyses: Sequence[Analysis], knowledge: Knowledge, checker: str, python: Path) -> Checked:
    """Ask a checker once for all that is not known of notebooks.

    Args:
        analyses: The notebooks.
        knowledge: The tables.
        checker: Its name, a key of `PROGRAMS`.
        python: Interpreter of the environment where the libraries are.

    Returns:
        The notebooks with hints, and why there are none.
    """
    scripts = {f"notebook_{number}.py": script_of(analysis) for number, analysis in enumerate(analyses)}
    modules = {file: script.text for file, script in scripts.items() if script.asked}
    if not modules:
        return Checked(tuple(analyses))
    folders = sorted({analysis.notebook.path.absolute().parent for analysis in analyses})
    try:
        answers = run_checker(checker, python, modules, [folder for folder in folders if folder.is_dir()])
    except CheckerError as error:
        return Checked(tuple(analyses), str(error))
    by_file: dict[str, list[Answer]] = {}
    for answer in answers:
        by_file.setdefault(answer.file, []).append(answer)
    return Checked(
        tuple(
            (
                _with_hints(analysis, script, by_file[file], _names(analysis, knowledge, by_file[file], python))
                if file in by_file
                else analysis
            )
            for analysis, (file, script) in zip(analyses, scripts.items(), strict=True)
        )
    )


def _names(analysis: Analysis, knowledge: Knowledge, answers: Sequence[Answer], python: Path) -> Names:
    names = Names(analysis, knowledge)
    names.look_up(defining_modules(python, names.roots, names.missing(answer.type for answer in answers)))
    return names


def _with_hints(analysis: Analysis, script: Script, answers: Sequence[Answer], names: Names) -> Analysis:
    """A notebook with what a checker said; what its stored outputs say stays."""
    told: dict[StatementId, dict[str, TypeGuess]] = {}
    for answer in answers:
        kind = translated(answer.type, names)
        if kind != UNKNOWN and answer.line in script.asked:
            place, name = script.asked[answer.line]
            told.setdefault(place, {})[name] = TypeGuess(kind, TypeSource.CHECKER, CONFIDENCE)
    interpretation = replace(analysis.interpretation, hints=_merged(told, analysis.interpretation.hints))
    return replace(analysis, interpretation=interpretation)


def _merged(
    told: Mapping[StatementId, Mapping[str, TypeGuess]], known: Mapping[StatementId, Mapping[str, TypeGuess]]
) -> dict[StatementId, dict[str, TypeGuess]]:
    return {place: {**told.get(place, {}), **known.get(place, {})} for place in {*told, *known}}
