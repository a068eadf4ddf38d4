"""Dependencies are known or left to a person; versions come from where they are said."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from nb2prod.finding import UsageError
from nb2prod.render import dependencies
from nb2prod.render.dependencies import Dependencies, infer_dependencies

KNOWN: Mapping[str, str] = {
    "pandas": "pandas",
    "numpy": "numpy",
    "sklearn": "scikit-learn",
    "torch": "torch",
    "google.cloud.bigquery": "google-cloud-bigquery",
    "pytest": "pytest",
}

WATERMARK = """\
Python implementation: CPython
Python version       : 3.11.4
IPython version      : 8.14.0

pandas : 2.0.3
sklearn: 1.3.0
torch  : 2.1.0+cu118
numpy  : 1.25
"""


@pytest.fixture(autouse=True)
def few_distributions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Know only a few distributions, whatever the tables hold."""
    monkeypatch.setattr(dependencies, "distribution_of", KNOWN.get)


def infer(*imports: str, **sources: object) -> Dependencies:
    """Infer and check that every requirement can be parsed."""
    found = infer_dependencies(frozenset(imports), **sources)  # type: ignore[arg-type]
    for known in found.known:
        Requirement(known)
    return found


def test_imports_become_distributions() -> None:
    assert infer("pandas", "sklearn.ensemble", "sklearn", "os.path", "__future__", "__main__") == Dependencies(
        known=("pandas", "scikit-learn")
    )


def test_namespace_is_looked_up_by_its_parts() -> None:
    found = infer("google.cloud.bigquery.dbapi", "google.cloud.unheard_of")

    assert found.known == ("google-cloud-bigquery",)
    assert found.unknown == ("google.cloud.unheard_of",)


def test_unknown_import_is_never_guessed() -> None:
    assert infer("my_helpers.io", "pandas") == Dependencies(known=("pandas",), unknown=("my_helpers",))


def test_author_may_say_what_an_import_comes_from(tmp_path: Path) -> None:
    file = tmp_path / "requirements.txt"
    file.write_text("obscure-lib==3.1\nelse==1\n")

    found = infer("my_helpers", "obscure_lib", requirements=("My.Helpers>=2",), requirements_file=file)

    assert found == Dependencies(known=("My.Helpers>=2", "obscure-lib==3.1"))


@pytest.mark.parametrize(
    ("line", "known"),
    [
        ("pandas==2.1.0", "pandas==2.1.0"),
        ("'pandas>=2,<3'", "pandas>=2,<3"),
        ("pandas[excel]", "pandas[excel]"),
        ('pandas[parquet,excel]==2.1; sys_platform == "linux"', 'pandas[excel,parquet]==2.1; sys_platform == "linux"'),
        ("git+https://example.org/pandas.git#egg=pandas", "pandas @ git+https://example.org/pandas.git"),
        ("pandas @ https://example.org/pandas.whl", "pandas @ https://example.org/pandas.whl"),
    ],
)
def test_requirement_as_the_notebook_installs_it(line: str, known: str) -> None:
    assert infer("pandas", requirements=(line,)).known == (known,)


def test_what_is_installed_without_being_imported_is_needed_too() -> None:
    found = infer("pandas", requirements=("openpyxl", "pip", "setuptools", "-U", "--quiet"))

    assert found == Dependencies(known=("openpyxl", "pandas"))


def test_last_installation_wins() -> None:
    assert infer("pandas", requirements=("pandas==1.0", "Pandas==2.0")).known == ("pandas==2.0",)


def test_retired_name_of_a_distribution() -> None:
    assert infer(requirements=("sklearn",)).known == ("scikit-learn",)


@pytest.mark.parametrize("line", ["./local", "git+https://example.org/x.git", "a b c", "https://example.org/x.whl"])
def test_requirement_that_is_no_dependency_is_noted(line: str) -> None:
    found = infer(requirements=(line,))

    assert found.known == ()
    assert line in found.notes[0]


def test_credentials_in_a_url_are_written_nowhere() -> None:
    found = infer("pandas", requirements=("git+https://me:hunter2@example.org/x.git#egg=pandas",))

    assert found.known == ("pandas",)
    assert len(found.notes) == 1
    assert "hunter2" not in str(found)


def test_versions_from_watermark() -> None:
    found = infer("pandas", "sklearn", "torch", "numpy", watermark=WATERMARK)

    assert found == Dependencies(known=("numpy==1.25", "pandas==2.0.3", "scikit-learn==1.3.0", "torch==2.1.0"))


def test_versions_of_an_older_python_are_lower_bounds() -> None:
    found = infer("pandas", watermark="CPython 3.6.4\nIPython 6.2.1\n\npandas 0.24.2\n")

    assert found.known == ("pandas>=0.24.2",)
    assert "Python 3.6" in found.notes[0]


@pytest.mark.parametrize("text", ["pandas: 0.91", "pandas 0.91\nnumpy 0.85", "pandas  1.2.3  rows", "pandas: 12"])
def test_score_is_no_version(text: str) -> None:
    assert infer("pandas", watermark=text).known == ("pandas",)


def test_requirements_file_gives_versions_only_of_what_is_needed(tmp_path: Path) -> None:
    file = tmp_path / "requirements.txt"
    file.write_text(
        "# ours\n-r other.txt\npandas==2.1.4  # pinned\ntensorflow==2.0\n"
        "numpy==1.26.0 \\\n    --hash=sha256:abc\ntorch==2.0; python_version < '3.8'\n"
        "scikit-learn @ file:///tmp/build\n"
    )

    found = infer("pandas", "numpy", "torch", "sklearn", requirements_file=file)

    assert found.known == ("numpy==1.26.0", "pandas==2.1.4", "scikit-learn", "torch")


def test_requirements_file_of_powershell(tmp_path: Path) -> None:
    file = tmp_path / "requirements.txt"
    file.write_bytes("pandas==2.1.4\r\n".encode("utf-16"))

    assert infer("pandas", requirements_file=file).known == ("pandas==2.1.4",)


def test_requirements_file_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    assert infer("pandas", requirements_file=tmp_path / "none.txt").known == ("pandas",)


def test_order_of_sources(tmp_path: Path) -> None:
    file = tmp_path / "requirements.txt"
    file.write_text("pandas==2\nnumpy==2\n")

    found = infer(
        "pandas",
        "numpy",
        "torch",
        requirements=("pandas==3",),
        requirements_file=file,
        watermark="torch 1.1.1\nnumpy 1.1.1",
    )

    assert found.known == ("numpy==2", "pandas==3", "torch==1.1.1")


def test_versions_from_an_interpreter() -> None:
    found = infer("pytest", "pandas", "hypothesis", requirements=("pytest<3",), pin_from=Path(sys.executable))

    assert f"pytest=={metadata.version('pytest')}" in found.known
    assert f"hypothesis=={metadata.version('hypothesis')}" in found.known
    assert found.unknown == ()


def test_what_an_interpreter_lacks_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dependencies, "distribution_of", {"nowhere": "nowhere-to-be-found"}.get)

    found = infer("nowhere", pin_from=Path(sys.executable))

    assert found.known == ("nowhere-to-be-found",)
    assert "not installed" in found.notes[0]


def test_interpreter_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="installed"):
        infer("pandas", pin_from=tmp_path / "python")


def test_interpreter_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("python", 30)

    monkeypatch.setattr(subprocess, "run", hang)

    with pytest.raises(UsageError):
        infer("pandas", pin_from=Path(sys.executable))


def test_module_that_left_the_standard_library_is_noted() -> None:
    found = infer("distutils.core", "imp")

    assert found.known == found.unknown == ()
    assert [note.split("`")[1] for note in found.notes] == ["distutils", "imp"]
