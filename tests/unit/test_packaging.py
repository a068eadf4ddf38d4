"""What an installed nb2prod consists of, and what it costs to start."""

from __future__ import annotations

import ast
import importlib
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from email import message_from_string
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import nb2prod

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "nb2prod"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
HEAVY = {"black", "jupytext", "nbformat", "packaging", "IPython", "libcst", "jinja2", "rich"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built from the sources as they are."""
    from hatchling.builders.wheel import WheelBuilder

    folder = tmp_path_factory.mktemp("dist")
    built = next(WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"]))
    return zipfile.ZipFile(built)


def imported_roots(path: Path) -> Iterator[tuple[str, bool]]:
    """Third-party modules that a file imports, and whether it does so as soon as it is loaded."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {id(n) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef | ast.If) for n in ast.walk(f)}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases):
                modules = [alias.name for alias in aliases]
            case ast.ImportFrom(module=str(module), level=0):
                modules = [module]
            case _:
                continue
        for root in {module.partition(".")[0] for module in modules}:
            if root not in sys.stdlib_module_names and root != "nb2prod":
                yield root, id(node) not in inside


DISTRIBUTIONS = {"yaml": "pyyaml"}
"""Distributions of modules that are called otherwise."""


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def test_what_is_imported_is_declared() -> None:
    declared = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}
    extras = (PROJECT["optional-dependencies"][extra] for extra in ("text", "validate"))
    optional = {canonicalize_name(Requirement(line).name) for lines in extras for line in lines}
    # What runs in the notebook's environment, or in a generated project's tests, takes what is there.
    ours = [path for path in sources() if path.parent.name not in {"agent", "shipped"}]
    imported = {canonicalize_name(DISTRIBUTIONS.get(root, root)) for path in ours for root, _ in imported_roots(path)}
    assert imported - optional == declared


def test_libraries_are_imported_only_where_they_are_used() -> None:
    # They become tests of a generated project, and need pytest there as any test does.
    tests = {PACKAGE / "record" / "shipped" / name for name in ("case.py", "conftest.py")}
    early = {
        f"{path.relative_to(ROOT)}: {root}"
        for path in sources()
        for root, at_once in imported_roots(path)
        if at_once and not (path in tests and root == "pytest")
    }
    assert not early


@pytest.mark.parametrize("arguments", [["--version"], ["convert", "--help"], ["analyze", "--help"]])
def test_starting_loads_no_library(arguments: list[str]) -> None:
    program = (
        "import sys; from nb2prod.cli import main; code = main(sys.argv[1:]);"
        "print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=30,
    )
    loaded = set(ast.literal_eval(done.stderr.strip().splitlines()[-1]))
    assert "nb2prod" in loaded
    assert not loaded & HEAVY


def test_wheel_has_all_modules_tables_and_templates(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    tables = {path.relative_to(ROOT).as_posix() for path in PACKAGE.glob("knowledge/*.toml")}
    modules = {path.relative_to(ROOT).as_posix() for path in sources()}
    templates = {
        f"nb2prod/_templates/{path.relative_to(ROOT / 'templates').as_posix()}"
        for path in (ROOT / "templates").rglob("*")
        if path.is_file()
    }
    assert tables
    assert templates
    assert names >= tables | modules | templates | {"nb2prod/py.typed"}


def test_wheel_has_nothing_else(wheel: zipfile.ZipFile) -> None:
    information = f"nb2prod-{nb2prod.__version__}.dist-info/"
    for name in wheel.namelist():
        assert name.startswith(("nb2prod/", information)), name
        assert "__pycache__" not in name
        assert "_cache" not in name


def test_metadata_says_version_licence_and_python(wheel: zipfile.ZipFile) -> None:
    information = f"nb2prod-{nb2prod.__version__}.dist-info"
    metadata = message_from_string(wheel.read(f"{information}/METADATA").decode("utf-8"))
    assert metadata["Version"] == nb2prod.__version__
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.11"
    assert any(name.startswith(f"{information}/licenses/") for name in wheel.namelist())


def test_console_script_leads_to_a_function(wheel: zipfile.ZipFile) -> None:
    module, _, function = PROJECT["scripts"]["nb2prod"].partition(":")
    assert callable(getattr(importlib.import_module(module), function))
    entry_points = wheel.read(f"nb2prod-{nb2prod.__version__}.dist-info/entry_points.txt").decode("utf-8")
    assert "nb2prod = nb2prod.cli:main" in entry_points


def test_readme_has_the_two_commands_that_the_checks_run() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    convert, test = re.findall(r"(?m)^python3 -m venv .*$", readme)
    assert "nb2prod convert examples/notebooks/churn.ipynb -o churn" in convert
    assert "-m pytest" in test


def test_links_of_the_documents_lead_somewhere() -> None:
    for document in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("*/README.md")):
        for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_functions_stay_what_they_are_when_packages_of_their_names_are_loaded() -> None:
    import nb2prod.record.model
    import nb2prod.verify.model

    assert callable(nb2prod.verify)
    assert callable(nb2prod.record)
