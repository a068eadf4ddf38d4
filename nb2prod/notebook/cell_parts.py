"""One cell: as Python if it is Python, else with its IPython syntax translated."""

from __future__ import annotations

from nb2prod.notebook.automagic import is_automagic
from nb2prod.notebook.cleanup import Code, clean, code_of, has_prompt, without_blanks
from nb2prod.notebook.parts import Part, plain_part, shifted
from nb2prod.notebook.slicing import parse_python, slice_statements
from nb2prod.notebook.translation import Surroundings

# What a cell says that calls IPython's shell, by its own name or through a variable that holds it.
SHELL_WORDS = (
    *("get_ipython", ".magic(", "_magic(", ".system(", ".getoutput("),
    *(".run_cell(", ".ex(", ".ev(", ".push(", ".user_ns", ".user_global_ns"),
)


def cell_parts(source: str, around: Surroundings) -> list[Part]:
    """Parse one cell.

    Args:
        source: Its text.
        around: The notebook around it.

    Returns:
        Its statements and what was left out, in order.

    Raises:
        NotPythonError: It is neither Python nor IPython that Python stands for.
    """
    return parts_of(code_of(source), around)


def parts_of(code: Code, around: Surroundings) -> list[Part]:
    """Parse the lines of a cell, as `cell_parts` does; what translates magics is only loaded where there are any."""
    if has_prompt(code):
        code = clean(code)
    text = without_blanks(code.text)
    try:
        tree = parse_python(text)
    except SyntaxError:
        from nb2prod.notebook.ipython_parts import ipython_parts

        return ipython_parts(clean(code), around)
    if any(word in text for word in SHELL_WORDS):
        from nb2prod.notebook.embedded import split_calls
        from nb2prod.notebook.ipython_parts import filled_parts

        if (split := split_calls(code.replace(tuple(text.split("\n"))), tree, around.sources)).pieces:
            return filled_parts(split, around)
    if len(tree.body) == 1 and len(code.lines) == 1 and is_automagic(text.strip(), around):
        from nb2prod.notebook.ipython_parts import ipython_parts

        return ipython_parts(code, around)
    return shifted([plain_part(cut) for cut in slice_statements(text, tree)], code.shifts)
