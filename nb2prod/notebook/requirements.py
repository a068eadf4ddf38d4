"""What an installation line installs."""

from __future__ import annotations

import re
import shlex

_PIP = re.compile(r"^(?:\S*/)?(?:pip[\d.]*|uv\s+pip)\s+(?:-\S+\s+)*install\b(.*)$", re.DOTALL)
_CONDA = re.compile(r"^(?:\S*/)?(?:conda|mamba|micromamba)\s+(?:-\S+\s+)*install\b(.*)$", re.DOTALL)
_PIP_OPTIONS = """
    -i --index-url --extra-index-url -f --find-links -t --target -c --constraint --prefix --root --src --proxy
    --timeout --retries --trusted-host --cache-dir --log --platform --python-version --no-binary --only-binary
    --progress-bar --use-deprecated --use-feature --upgrade-strategy --global-option --config-settings
    --exists-action -b --build --python -p --report
"""
_CONDA_OPTIONS = """
    -c --channel -n --name -p --prefix --file --solver
"""
_WITH_VALUE = frozenset(_PIP_OPTIONS.split())
_CONDA_WITH_VALUE = frozenset(_CONDA_OPTIONS.split())
_NAMED = re.compile(r"^[A-Za-z0-9][\w.-]*(?:\[[^\]]*\])?\s*(?:(?:[=<>!~]=?|@).*)?$")


def installed_by(command: str) -> tuple[str, ...]:
    """List what a `pip install` or `conda install` line installs.

    Args:
        command: The line, from `pip` or `conda` on.

    Returns:
        Distributions as written, files of requirements as `-r FILE`, folders and repositories as `-e PLACE` or their
        address; nothing for any other line, or for names that are computed.
    """
    if match := _PIP.match(command):
        return tuple(_pip(_words(match[1])))
    if match := _CONDA.match(command):
        return tuple(_conda(_words(match[1])))
    return ()


def _pip(words: list[str]) -> list[str]:
    found: list[str] = []
    rest = iter(words)
    for word in rest:
        if word in ("-r", "--requirement", "-e", "--editable"):
            option = "-r" if word in ("-r", "--requirement") else "-e"
            found.extend(f"{option} {value}" for value in (next(rest, ""),) if value)
        elif word in _WITH_VALUE:
            next(rest, None)
        elif word.startswith(("--requirement=", "--editable=")):
            found.append(f"{'-r' if 'requirement' in word else '-e'} {word.partition('=')[2]}")
        elif re.match(r"-r\S+", word):
            found.append(f"-r {word[2:]}")
        elif not word.startswith("-") and _is_literal(word):
            found.append(word)
    return found


def _conda(words: list[str]) -> list[str]:
    found: list[str] = []
    rest = iter(words)
    for word in rest:
        if word in _CONDA_WITH_VALUE:
            next(rest, None)
        elif not word.startswith("-") and _is_literal(name := word.rpartition("::")[2]):
            # `conda-forge::numpy=1.26=py311` is numpy 1.26 for pip.
            found.append(re.sub(r"^([\w.-]+)=([^=<>!~]+?)(?:=.*)?$", r"\1==\2", name))
    return found


def _is_literal(word: str) -> bool:
    computed = "{" in word or "$" in word
    place = "/" in word or word.endswith((".whl", ".zip", ".tar.gz")) or word.startswith(".")
    return not computed and (place or _NAMED.match(word) is not None)


def _words(text: str) -> list[str]:
    # Outside quotes `>` redirects for a shell, but people write `pip install numpy>=1.2`, and mean a version.
    comment = re.sub(r"\s#.*$", "", text)
    try:
        return shlex.split(comment)
    except ValueError:
        return comment.split()
