"""One line that shows what a statement is, without what nobody should see."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nb2prod.notebook.model import ParsedNotebook, Statement, StatementId

# Wider than what a secret is known by: it only spares most lines the closer look.
_SUSPICIOUS = re.compile(r"pass|secret|token|key|credential|auth|AKIA|gh[pousr]_|sk-|xox|AIza|eyJ", re.IGNORECASE)
_STRING = re.compile(r"""(?P<quote>['"])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)""")
_WORD = re.compile(r"\w+")
_MASK = "•••"


def statements_by_id(parsed: ParsedNotebook) -> Mapping[StatementId, Statement]:
    """Look statements up by their id."""
    return {statement.id: statement for statement in parsed.statements}


def excerpt(statement: Statement) -> str:
    """Show the first line of a statement, as its author wrote it.

    Args:
        statement: The statement; of a magic, the magic is shown.

    Returns:
        One line; strings that look like secrets are masked.
    """
    text = statement.magic.text if statement.magic else statement.source
    return mask_secrets(first_line(text))


def first_line(text: str) -> str:
    """First line that isn't blank; empty where there is none."""
    return next((line.strip() for line in text.split("\n") if line.strip()), "")


def mask_secrets(line: str) -> str:
    """Replace the strings of a line that look like secrets."""
    return _STRING.sub(lambda found: _shown(found, line), line) if _SUSPICIOUS.search(line) else line


def _shown(found: re.Match[str], line: str) -> str:
    from nb2prod.facts.secrets import is_secret

    names = _WORD.findall(line[: found.start()])
    if any(is_secret(name, found["text"]) for name in names[-2:] or [""]):
        return f"{found['quote']}{_MASK}{found['quote']}"
    return found[0]
