"""What stands around the code: it works, and nothing that an author wrote can be more than text in it."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path, PurePosixPath

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement

from nb2prod.render.format import format_project
from nb2prod.render.model import Project, ProjectFile
from nb2prod.render.project_files import project_files
from nb2prod.render.surroundings.escape import (
    docstring,
    markdown_code,
    markdown_prose,
    markdown_text,
    mermaid_label,
    one_line,
    toml_string,
)
from nb2prod.render.surroundings.flowchart import draw_flow
from nb2prod.render.surroundings.model import FlowStep, Omission, Part, ProjectContext, Setting, ThinNotebook
from nb2prod.templates import fill, template_text

CHURN = Part(
    name="churn",
    notebook="churn.ipynb",
    title="Churn",
    settings=(
        Setting("data", "Path", 'Path("data/churn.csv")', "CHURN_DATA", "Customers | one a row"),
        Setting("token", "str", None, "CHURN_TOKEN"),
    ),
    flow=(FlowStep("load customers", (), ("customers",)), FlowStep("fit", ("customers",), ("model",))),
    omitted=(
        Omission("df.head()", "shows data", "cell 3"),
        Omission("df.info()\ndf", "shows data"),
        Omission("%matplotlib inline", "not needed"),
    ),
    leftovers=("leftovers/cell_9.txt",),
    todo=("Look at the seed.",),
    thin=ThinNotebook("churn", (("# Churn", "from churn import preparation"), ("Only text", ""), ("", "%time 1"))),
)
CONTEXT = ProjectContext(
    name="churn-model",
    package="churn",
    title="Who leaves, and why?",
    description="Predicts which *customers* leave. With a forest.\n\nMore.",
    parts=(CHURN,),
    dependencies=("pandas==2.1", "scikit-learn"),
    unknown_imports=("my_helpers",),
    notes=("Versions are old.",),
)
SEVERAL = replace(CONTEXT, parts=(replace(CHURN, name="prepare"), replace(CHURN, name="train", thin=None)))
PIPELINE = '''\
"""Steps in order."""

import os
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Outputs:
    """Results."""

    folder: str
    explored: bool
    table: np.ndarray


def run(settings: None = None, *, explore: bool = False) -> Outputs:
    """Run."""
    return Outputs(os.path.basename(os.getcwd()), explore, np.zeros((2, 3)))
'''
HOSTILE = st.text(st.sampled_from(list("a\"'\\`|<>#*_[]()!&{}$%\n\r\t-=~ \x00\x1b\u202e\u2028\ud800é")), max_size=30)


def texts(context: ProjectContext) -> dict[str, str]:
    """Text of each file by path."""
    return {str(file.path): file.text for file in project_files(context)}


def write(context: ProjectContext, folder: Path, **pipelines: str) -> None:
    """Write the files of a project, formatted, with stand-ins for its pipelines."""
    modules = {path.replace("__", "/"): text for path, text in pipelines.items()}
    code = (ProjectFile(PurePosixPath(f"src/churn/{path}.py"), text) for path, text in modules.items())
    for file in format_project(Project("churn", "churn", (*project_files(context), *code))).files:
        place = folder / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(file.text, encoding="utf-8")


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the generated command line from a folder."""
    environment = {**os.environ, "PYTHONPATH": str(folder / "src")}
    return subprocess.run(
        [sys.executable, "-m", "churn", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


class TestPackaging:
    """`pyproject.toml` and checks."""

    def test_says_what_is_needed(self) -> None:
        project = tomllib.loads(texts(CONTEXT)["pyproject.toml"])

        assert project["project"]["name"] == "churn-model"
        assert project["project"]["description"] == "Predicts which *customers* leave"
        assert project["project"]["requires-python"] == ">=3.11"
        assert project["project"]["dependencies"] == ["pandas==2.1", "scikit-learn"]
        assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == ["src/churn"]
        assert project["tool"]["pytest"]["ini_options"] == {"pythonpath": ["src"], "testpaths": ["tests"]}
        assert project["tool"]["ruff"]["lint"]["select"] == ["E4", "E7", "E9", "F", "I", "W"]

    def test_development_tools_can_be_installed_together(self) -> None:
        tools = tomllib.loads(texts(CONTEXT)["pyproject.toml"])["project"]["optional-dependencies"]["dev"]

        assert [Requirement(tool).name for tool in tools] == ["black", "pytest", "pytest-cov", "ruff"]

    def test_coverage_is_that_of_the_package(self) -> None:
        tools = tomllib.loads(texts(CONTEXT)["pyproject.toml"])["tool"]

        assert tools["coverage"]["run"] == {"source": [CONTEXT.package], "branch": True}

    def test_unknown_import_is_named_but_not_required(self) -> None:
        text = texts(CONTEXT)["pyproject.toml"]

        assert all(line.startswith("#") for line in text.splitlines() if "my_helpers" in line)
        assert "my_helpers" in text
        assert "my_helpers" not in str(tomllib.loads(text))

    def test_nothing_needed(self) -> None:
        text = texts(replace(CONTEXT, dependencies=(), unknown_imports=()))["pyproject.toml"]

        assert tomllib.loads(text)["project"]["dependencies"] == []

    def test_requirement_with_a_url_is_allowed(self) -> None:
        url = "pandas @ git+https://example.org/pandas.git"
        project = tomllib.loads(texts(replace(CONTEXT, dependencies=(url,)))["pyproject.toml"])

        assert project["project"]["dependencies"] == [url]
        assert project["tool"]["hatch"]["metadata"]["allow-direct-references"] is True

    def test_workflow_runs_all_checks(self) -> None:
        workflow = texts(CONTEXT)[".github/workflows/ci.yml"]

        assert 'python-version: "3.11"' in workflow
        for command in ("ruff check .", "black --check .", "pytest --cov"):
            assert f"- run: {command}\n" in workflow

    def test_hooks_use_the_versions_of_the_development_tools(self) -> None:
        hooks = texts(CONTEXT)[".pre-commit-config.yaml"]
        tools = tomllib.loads(texts(CONTEXT)["pyproject.toml"])["project"]["optional-dependencies"]["dev"]

        for tool in (tool for tool in tools if "~=" in tool):
            assert f"{tool.partition('~=')[2]}\n" in hooks

    @given(HOSTILE, HOSTILE)
    def test_any_text_makes_valid_toml(self, title: str, description: str) -> None:
        context = replace(CONTEXT, title=title, description=description, unknown_imports=(title,))

        assert tomllib.loads(texts(context)["pyproject.toml"])["project"]["name"] == "churn-model"


class TestReadme:
    """The README."""

    def test_says_what_a_reader_needs(self) -> None:
        readme = texts(CONTEXT)["README.md"]

        assert readme.startswith("# Who leaves, and why?\n\nPredicts which *customers* leave. With a forest.\n")
        assert ".venv/bin/pip install -e . && .venv/bin/python -m churn run --base ..\n" in readme
        assert '.venv/bin/pip install -e ".[dev]" && .venv/bin/python -m pytest\n' in readme
        assert '    s1 -->|"customers"| s2\n' in readme
        assert '| `data` | `CHURN_DATA` | `Path("data/churn.csv")` | Customers \\| one a row |\n' in readme
        assert "| `token` | `CHURN_TOKEN` | must be set | |\n" in readme

    def test_what_was_left_out_is_grouped_by_reason(self) -> None:
        readme = texts(CONTEXT)["README.md"]

        assert "- `df.head()` (cell 3), `df.info() …`: shows data\n- `%matplotlib inline`: not needed\n" in readme

    def test_long_list_of_omissions_is_cut(self) -> None:
        part = replace(CHURN, omitted=tuple(Omission(f"df{number}", "shows data") for number in range(9)))

        assert "`df4` and 4 more: shows data\n" in texts(replace(CONTEXT, parts=(part,)))["README.md"]

    def test_names_all_that_is_left_to_a_person(self) -> None:
        tasks = texts(CONTEXT)["README.md"].partition("## Left to do\n\n")[2].partition("\n\n")[0]

        named = ["`CHURN_TOKEN`", "`my_helpers`", "Look at the seed.", "`leftovers/cell_9.txt`", "Versions are old."]
        assert all(name in line for name, line in zip(named, tasks.split("\n"), strict=True))

    def test_names_what_stays_in_the_pipeline_by_reason(self) -> None:
        part = replace(CHURN, inline=(Omission("exec(x)", "it runs text as code", "cell 2"),))

        readme = texts(replace(CONTEXT, parts=(part,)))["README.md"]

        assert "as it is, to have it in a function, too: `exec(x)` (cell 2); it runs text as code\n" in readme

    def test_has_no_empty_sections(self) -> None:
        bare = replace(CONTEXT, description="", unknown_imports=(), notes=(), parts=(Part("a", "a.ipynb", "A"),))
        headings = [line for line in texts(bare)["README.md"].splitlines() if line.startswith("#")]

        assert headings == ["# Who leaves, and why?", "## Run", "## Where it comes from"]

    def test_several_notebooks_have_a_section_each(self) -> None:
        readme = texts(SEVERAL)["README.md"]

        assert "python -m churn run prepare --base ..\n" in readme
        assert "Run it with `python -m churn run train`.\n" in readme
        assert readme.count("### Settings") == 2

    def test_text_of_the_author_does_not_disturb(self) -> None:
        prose = markdown_prose("Fine *text* `a<b`.\n# Heading\n<script>x</script>\n---\n```\n![plot](attachment:a.png)")

        assert prose == "Fine *text* `a<b`.\n\\# Heading\n&lt;script>x&lt;/script>\n\\---\n\\```\nplot"

    @given(HOSTILE)
    def test_no_text_starts_a_heading_or_html(self, text: str) -> None:
        lines = markdown_prose(text).split("\n")

        assert not any(line.startswith(("# ", "```", "~~~")) or re.fullmatch(r"=+\s*", line) for line in lines)
        assert "<" not in markdown_text(text).replace("\\<", "")
        assert "\n" not in markdown_text(text)

    @given(HOSTILE)
    def test_code_stays_code(self, text: str) -> None:
        code = markdown_code(text)
        fence = len(code) - len(code.lstrip("`"))

        assert "\n" not in code
        assert fence not in {len(run) for run in re.findall("`+", code[fence : len(code) - fence])}


class TestFlowchart:
    """The Mermaid diagram."""

    def test_names_come_from_their_last_producer(self) -> None:
        steps = (FlowStep("a", (), ("x",)), FlowStep("b", ("x",), ("x",)), FlowStep("c", ("x", "unknown"), ()))

        assert draw_flow(steps).splitlines()[4:] == ['    s1 -->|"x"| s2', '    s2 -->|"x"| s3']

    def test_names_between_the_same_steps_share_an_arrow(self) -> None:
        names = ("a", "b", "c", "d", "e", "f")

        assert '|"a, b, c, d and 2 more"|' in draw_flow((FlowStep("x", (), names), FlowStep("y", names, ())))

    def test_channels_are_no_data(self) -> None:
        assert draw_flow((FlowStep("x", (), ("<files>",)), FlowStep("y", ("<files>",), ()))) == ""

    def test_too_many_arrows_are_not_drawn(self) -> None:
        steps = tuple(FlowStep("x", tuple(f"n{k}" for k in range(i)), (f"n{i}",)) for i in range(40))

        assert draw_flow(steps) == ""

    def test_label_is_escaped(self) -> None:
        assert mermaid_label('a "b" <c> #1') == "a #34;b#34; #60;c#62; #35;1"

    @given(HOSTILE)
    def test_no_label_ends_early(self, text: str) -> None:
        assert not set(mermaid_label(text)) & set('"<>`[]{}|\n')


class TestCommandLine:
    """`python -m PACKAGE run`."""

    def test_runs_logs_and_honours_the_base(self, tmp_path: Path) -> None:
        write(CONTEXT, tmp_path, pipeline=PIPELINE)
        (tmp_path / "data").mkdir()

        done = run(tmp_path, "run", "--explore", "--base", "data")

        assert (done.returncode, done.stdout) == (0, "")
        assert done.stderr.splitlines() == [
            "INFO churn: folder: 'data'",
            "INFO churn: explored: True",
            "INFO churn: table: ndarray of shape (2, 3)",
        ]

    def test_base_that_is_no_folder_is_a_usage_error(self, tmp_path: Path) -> None:
        write(CONTEXT, tmp_path, pipeline=PIPELINE)

        done = run(tmp_path, "run", "--base", "nowhere")

        assert done.returncode == 2
        assert "nowhere is not a folder" in done.stderr

    def test_one_of_several(self, tmp_path: Path) -> None:
        pipelines = {"prepare__pipeline": PIPELINE, "train__pipeline": "raise ImportError('not this one')\n"}
        write(SEVERAL, tmp_path, prepare____init__="", train____init__="", **pipelines)

        assert "INFO churn: explored: False" in run(tmp_path, "run", "prepare").stderr
        assert run(tmp_path, "run", "other").returncode == 2

    @pytest.mark.parametrize("context", [CONTEXT, SEVERAL])
    def test_generated_code_is_clean_as_it_is(self, context: ProjectContext) -> None:
        files = Project("churn", "churn", project_files(context))

        assert {f.path: f.text for f in format_project(files).files if f.path.suffix == ".py"} == {
            f.path: f.text for f in files.files if f.path.suffix == ".py"
        }

    @given(HOSTILE)
    def test_any_title_makes_a_docstring(self, title: str) -> None:
        sentence = one_line(title)
        tree = ast.parse(f'"""{docstring(title)}"""')

        expected = sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
        assert (ast.get_docstring(tree) or "").split() == expected.split()
        assert len(tree.body) == 1


class TestNotebook:
    """The thin notebook."""

    def test_is_valid_and_holds_the_cells(self) -> None:
        notebook = nbformat.reads(texts(CONTEXT)["notebooks/churn.ipynb"], as_version=4)  # type: ignore[no-untyped-call]

        nbformat.validate(notebook)
        assert [(cell.cell_type, cell.source) for cell in notebook.cells] == [
            ("markdown", "# Churn"),
            ("code", "from churn import preparation"),
            ("markdown", "Only text"),
            ("code", "%time 1"),
        ]

    def test_is_kept_once_it_is_edited(self) -> None:
        assert [file.path.suffix for file in project_files(CONTEXT) if file.keeps_edits] == [".ipynb"]

    def test_ids_are_stable_and_unique(self) -> None:
        cells = json.loads(texts(CONTEXT)["notebooks/churn.ipynb"])["cells"]

        assert texts(CONTEXT) == texts(replace(CONTEXT))
        assert len({cell["id"] for cell in cells}) == len(cells)

    def test_formatting_passes_over_magics(self) -> None:
        formatted = format_project(Project("churn", "churn", project_files(CONTEXT)))
        notebook = next(file for file in formatted.files if file.path.suffix == ".ipynb")

        assert json.loads(notebook.text)["cells"][3]["source"] == ["%time 1"]


class TestTemplates:
    """Templates and their places."""

    def test_places_are_filled_once(self) -> None:
        assert '"""<<version>>"""' in fill("layouts/package/init.py.tmpl", summary="<<version>>", version="1")

    def test_place_without_value_is_an_error(self) -> None:
        with pytest.raises(KeyError, match="version"):
            fill("layouts/package/init.py.tmpl", summary="")

    def test_value_without_place_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="other"):
            fill("layouts/package/init.py.tmpl", summary="", version="", other="")

    def test_unknown_template_says_where_it_was_looked_for(self) -> None:
        with pytest.raises(FileNotFoundError, match="_templates"):
            template_text("layouts/none.tmpl")

    @pytest.mark.parametrize("name", ["../pyproject.toml", "/etc/passwd"])
    def test_name_cannot_leave_the_folder(self, name: str) -> None:
        with pytest.raises(ValueError, match="no name"):
            template_text(name)


@given(HOSTILE)
def test_toml_strings_read_back(text: str) -> None:
    assert tomllib.loads(f"x = {toml_string(text)}")["x"] == one_line(text)
