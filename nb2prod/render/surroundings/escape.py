"""Text of a notebook inside another language: untrusted, so it can never be more than text there."""

from __future__ import annotations

import re
import textwrap

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_MARKDOWN_SPECIAL = re.compile(r"([\\`*_\[\]<>|~])")
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_CODE_SPAN = re.compile(r"(`[^`\n]+`)")
_BLOCK_START = re.compile(r"(?m)^([ \t]*)(#{1,6}(?=\s|$)|=+[ \t]*$|-{2,}[ \t]*$|```|~~~)")
_WIDTH = 80


def one_line(text: str) -> str:
    """Put a text on one line, without characters that control or reorder what is shown."""
    return " ".join(_CONTROL.sub(" ", text).split())


def toml_string(text: str) -> str:
    """Write a text as a basic string of TOML, on one line."""
    escaped = one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def docstring(text: str) -> str:
    """Write a text as what stands between the triple quotes of a docstring, wrapped, ending as a sentence."""
    sentence = one_line(text)
    ended = sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
    wrapped = textwrap.wrap(ended, width=_WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join(wrapped).replace("\\", "\\\\").replace('"""', '\\"\\"\\"')


def markdown_text(text: str) -> str:
    """Write a plain text in a line of Markdown, a cell of a table included, so that it shows as it is."""
    return _MARKDOWN_SPECIAL.sub(r"\\\1", one_line(text)).replace("&", "&amp;")


def markdown_code(text: str) -> str:
    """Write a text as code in a line of Markdown, a cell of a table included."""
    line = one_line(text).replace("|", "\\|")
    longest = max((len(run) for run in re.findall(r"`+", line)), default=0)
    fence = "`" * (longest + 1)
    space = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{space}{line}{space}{fence}" if line else ""


def markdown_prose(text: str) -> str:
    """Take over paragraphs that an author wrote in Markdown.

    Links, lists and emphasis stay. Headings and fences would disturb the document around them, HTML could hide in it,
    and images would point to where they no longer are: these become text.
    """
    lines = (_CONTROL.sub("", line).rstrip() for line in text.split("\n"))
    text_and_code = _CODE_SPAN.split("\n".join(lines))
    text_and_code[::2] = [_IMAGE.sub(r"\1", piece).replace("<", "&lt;") for piece in text_and_code[::2]]
    return _BLOCK_START.sub(r"\1\\\2", "".join(text_and_code)).strip()


def mermaid_label(text: str) -> str:
    """Write a text inside the quotes of a label of Mermaid, which has codes for characters and no escapes."""
    return re.sub(r"[^\w\s.,:;()+*/=!?@%'-]", lambda match: f"#{ord(match[0])};", one_line(text))
