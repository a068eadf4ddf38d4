"""Which language a notebook is written in."""

from __future__ import annotations

from collections.abc import Mapping

from nb2prod.notebook.bad_input import refuse
from nb2prod.notebook.model import Notebook

# Kernels are named freely; these beginnings are those of Python kernels.
_PYTHON_KERNELS = ("python", "ipython", "conda", "py3", "xpython", "pyspark", "sagemaker", "pyodide")
_OTHER_KERNELS = {
    "ir": "r",
    "julia": "julia",
    "scala": "scala",
    "spylon": "scala",
    "apache_toree": "scala",
    "javascript": "javascript",
    "jslab": "javascript",
    "tslab": "typescript",
    "deno": "typescript",
    "bash": "bash",
    "octave": "octave",
    "matlab": "matlab",
    "ruby": "ruby",
    "rust": "rust",
    "xcpp": "c++",
    "sos": "sos",
    "stata": "stata",
    "sas": "sas",
    ".net-csharp": "c#",
    ".net-fsharp": "f#",
    "gophernotes": "go",
    "ihaskell": "haskell",
    "kotlin": "kotlin",
    "java": "java",
}


def detect_language(metadata: Mapping[str, object]) -> str:
    """Tell the language of a notebook from its metadata.

    Args:
        metadata: The notebook's metadata.

    Returns:
        The language in lower case; `python` where nothing is said.
    """
    kernelspec, info = _mapping(metadata, "kernelspec"), _mapping(metadata, "language_info")
    said = _text(kernelspec, "language") or _text(info, "name") or _text(metadata, "language")
    if said:
        return "python" if said.startswith(("python", "ipython")) else said
    kernel = _text(kernelspec, "name")
    if kernel.startswith(_PYTHON_KERNELS):
        return "python"
    return next((language for name, language in _OTHER_KERNELS.items() if kernel.split("-")[0] == name), "python")


def kernel_name(metadata: Mapping[str, object]) -> str | None:
    """Tell the name of the kernel, in lower case; `None` where it isn't said."""
    return _text(_mapping(metadata, "kernelspec"), "name") or None


def language_version(metadata: Mapping[str, object]) -> str | None:
    """Tell the version of the language that last ran the notebook; `None` where it isn't said."""
    return _text(_mapping(metadata, "language_info"), "version") or None


def require_python(notebook: Notebook) -> None:
    """Refuse a notebook in another language.

    Args:
        notebook: The notebook.

    Raises:
        UnreadableInputError: Its language isn't Python.
    """
    if notebook.language != "python":
        raise refuse(
            notebook.path,
            f"the notebook is written in {notebook.language}, not in Python",
            "Only Python notebooks can be converted. If its code is Python, choose a Python kernel and save it.",
        )


def _mapping(parent: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def _text(parent: Mapping[str, object], key: str) -> str:
    value = parent.get(key)
    return value.strip().lower() if isinstance(value, str) else ""
