"""The notebooks of the project, converted and run where their data is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nb2prod.pipeline import Conversion, convert
from nb2prod.render.test_files import count_tests

EXAMPLES = Path(__file__).parents[2] / "examples" / "notebooks"
WRITTEN = {
    "churn": ["churn_model.joblib", "churn_scores.csv"],
    "energy_demand": ["demand_forecast.csv"],
    "item_response": ["probabilities.csv"],
    "sensor_drift": ["drift.csv"],
    "tickets": ["sorted_tickets.csv", "ticket_models.csv"],
}


def _run(folder: Path, source: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # More threads than processors make the small models of the examples slower, not faster.
    environment = {**os.environ, "PYTHONPATH": str(source), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def _convert(name: str, folder: Path) -> Conversion:
    return convert(EXAMPLES / f"{name}.ipynb", folder / name)


def test_every_example_is_listed() -> None:
    assert sorted(WRITTEN) == sorted(path.stem for path in EXAMPLES.glob("*.ipynb"))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_an_example_runs_as_a_package_and_writes_its_files(name: str, tmp_path: Path) -> None:
    conversion = _convert(name, tmp_path)
    place = tmp_path / "notebooks"
    shutil.copytree(EXAMPLES, place, ignore=shutil.ignore_patterns("output", "*.ipynb"))

    done = _run(place, tmp_path / name / "src", conversion.project.package, "run")

    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (place / "output").iterdir()) == WRITTEN[name]
    assert all(path.stat().st_size for path in (place / "output").iterdir())


@pytest.mark.slow
def test_the_tests_of_an_example_pass_and_are_counted(tmp_path: Path) -> None:
    conversion = _convert("sensor_drift", tmp_path)
    project = tmp_path / "sensor_drift"
    real, stubs = count_tests(conversion.project.files)
    place = tmp_path / "notebooks"
    shutil.copytree(EXAMPLES, place, ignore=shutil.ignore_patterns("output"))

    without_data = _run(project, project / "src", "pytest", "-q", "-rs", "-p", "no:cacheprovider")

    assert without_data.returncode == 0, without_data.stdout
    assert f"{stubs} skipped" in without_data.stdout
    assert real > 0
    assert "supply: SENSOR_DRIFT_BASE" in without_data.stdout


@pytest.mark.slow
def test_the_end_to_end_test_of_an_example_passes_on_its_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _convert("sensor_drift", tmp_path)
    project = tmp_path / "sensor_drift"
    place = tmp_path / "notebooks"
    shutil.copytree(EXAMPLES, place, ignore=shutil.ignore_patterns("output"))
    monkeypatch.setenv("SENSOR_DRIFT_BASE", str(place))

    done = _run(project, project / "src", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_pipeline.py")

    assert done.returncode == 0, done.stdout
    assert "skipped" not in done.stdout
    assert (place / "output" / "drift.csv").is_file()
