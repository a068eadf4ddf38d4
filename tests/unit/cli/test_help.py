"""Help, version, completion: what is read before anything is done."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import nb2prod
from nb2prod.cli import main
from nb2prod.cli.commands import commands_of
from nb2prod.cli.options import add_report_options
from nb2prod.cli.parser import Parser, build_parser
from nb2prod.report.formats import FORMATS, writer

COMMANDS = commands_of(build_parser())
FLAGS = sorted({flag for command in COMMANDS for option in command.options for flag in option.flags})


@pytest.mark.parametrize("path", [command.path for command in COMMANDS], ids=" ".join)
def test_every_help_shows_an_example(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*path, "--help"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert "example" in shown.out
    assert " ".join(["nb2prod", *path]) in shown.out.partition("example")[2]


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"nb2prod {nb2prod.__version__}\n"


def test_all_commands_are_there() -> None:
    assert [" ".join(c.path) for c in COMMANDS] == [
        "",
        "convert",
        "lint",
        "explain",
        "rules",
        "score",
        "plan",
        "analyze",
        "verify",
        "record",
        "knowledge",
        "knowledge check",
        "completion",
    ]


@pytest.mark.parametrize("report", FORMATS)
def test_each_format_can_be_asked_for_and_written(report: str) -> None:
    parser = Parser(prog="any")
    add_report_options(parser, report)

    for form in FORMATS[report]:
        assert parser.parse_args(["--format", form]).format == form
        assert callable(writer(report, form))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_every_command_and_option(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    for flag in FLAGS:
        written = flag if shell != "fish" else f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}"
        assert written in script
    for command in COMMANDS[1:]:
        assert command.path[-1] in script
    assert "module drop" in script


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (("nb2prod", ""), {command.path[0] for command in COMMANDS if len(command.path) == 1}),
        (("nb2prod", "co"), {"convert", "completion"}),
        (("nb2prod", "convert", "--exploration", ""), {"module", "drop"}),
        (("nb2prod", "convert", "a.ipynb", "--dry"), {"--dry-run"}),
        (("nb2prod", "convert", "--format", "j"), {"json"}),
        (("nb2prod", "knowledge", ""), {"check"}),
        (("nb2prod", "completion", "z"), {"zsh"}),
    ],
)
def test_bash_completes(typed: tuple[str, ...], expected: set[str], capsys: pytest.CaptureFixture[str]) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash here")
    main(["completion", "bash"])
    words = " ".join(f"'{word}'" for word in typed)
    script = f"{capsys.readouterr().out}\nCOMP_WORDS=({words}); COMP_CWORD={len(typed) - 1}; _nb2prod\n"

    done = subprocess.run(
        [bash, "--norc", "-c", f'{script}printf "%s\\n" "${{COMPREPLY[@]}}"'],
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )

    assert set(done.stdout.split()) == expected


def test_the_scripts_of_zsh_and_fish_parse(capsys: pytest.CaptureFixture[str]) -> None:
    checked = [shell for shell in ("zsh", "fish") if shutil.which(shell)]
    if not checked:
        pytest.skip("neither zsh nor fish is here")
    for shell in checked:
        main(["completion", shell])
        Path("script").write_text(capsys.readouterr().out, encoding="utf-8")
        assert subprocess.run([shell, "-n", "script"], timeout=20, check=False).returncode == 0


def test_help_loads_nothing_that_only_running_needs() -> None:
    code = "import sys, nb2prod.cli; nb2prod.cli.main(['convert', '--help']); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(Path(nb2prod.__file__).parents[1])},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    loaded = set(done.stdout.splitlines()[-1].split())
    assert "nb2prod.cli.convert" in loaded
    assert not loaded & {"nb2prod.pipeline", "nb2prod.config", "nb2prod.finding", "ast", "json", "dataclasses", "black"}
    assert not [name for name in loaded if name.startswith(("nb2prod.plan", "nb2prod.render", "nb2prod.roles"))]
