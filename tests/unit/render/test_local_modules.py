"""Modules beside a notebook come along, and imports find them."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from nb2prod.render.local_modules import LocalModules, find_local_modules


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import tools", "from pack import tools"),
        ("import tools as t", "from pack import tools as t"),
        ("from tools import a, b", "from pack.tools import a, b"),
        ("from tools.deep import a", "from pack.tools.deep import a"),
        ("import tools.deep as d", "import pack.tools.deep as d"),
        ("if x:\n    import tools", "if x:\n    from pack import tools"),
        ("import tools.deep", "import pack.tools.deep as _tools_deep  # noqa: F401\nfrom pack import tools"),
        (
            "if x:\n    import tools.a.b  # for x",
            "if x:\n    import pack.tools.a.b as _tools_a_b  # noqa: F401\n    from pack import tools  # for x",
        ),
        (
            "_tools_deep = 1\nimport tools.deep",
            "_tools_deep = 1\nimport pack.tools.deep as _tools_deep_  # noqa: F401\nfrom pack import tools",
        ),
        ("if x: import tools.deep", 'if x: __import__("pack.tools.deep"); from pack import tools'),
        ("import os.path as p, tools; x = 1", "import os.path as p; from pack import tools; x = 1"),
        ("from tools import (\n    a,\n)", "from pack.tools import (\n    a,\n)"),
        ("from .tools import a", "from .tools import a"),
        ("x = '''\nimport tools\n'''", "x = '''\nimport tools\n'''"),
        ("import toolset", "import toolset"),
        ("from toolset import tools", "from toolset import tools"),
        ("from other.tools import a", "from other.tools import a"),
        ("x = 'import tools'", "x = 'import tools'"),
    ],
)
def test_imports_find_the_module_in_the_package(text: str, expected: str) -> None:
    local = LocalModules(names=(("tools", "tools"),))
    assert local.rewrite_imports(text, "pack").rstrip() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import pipeline", "from pack import pipeline_module as pipeline"),
        ("import pipeline as p", "from pack import pipeline_module as p"),
        ("from pipeline import a", "from pack.pipeline_module import a"),
        (
            "import pipeline.a",
            "import pack.pipeline_module.a as _pipeline_a  # noqa: F401\nfrom pack import pipeline_module as pipeline",
        ),
    ],
)
def test_a_module_with_a_name_of_ours_gets_another(text: str, expected: str) -> None:
    local = LocalModules(names=(("pipeline", "pipeline_module"),))
    assert local.rewrite_imports(text, "pack").rstrip() == expected


def test_modules_and_what_they_import_come_along(tmp_path: Path) -> None:
    (tmp_path / "tools.py").write_text("import deeper\nfrom kit.part import x\n", encoding="utf-8")
    (tmp_path / "deeper.py").write_text("y = 1\n", encoding="utf-8")
    (tmp_path / "unused.py").write_text("z = 1\n", encoding="utf-8")
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "kit" / "part.py").write_text("x = 1\n", encoding="utf-8")
    found = find_local_modules(tmp_path, ["tools", "numpy"], frozenset())
    assert [str(p) for p, _ in found.sources] == ["deeper.py", "kit/__init__.py", "kit/part.py", "tools.py"]
    texts = {f.path: f.text for f in found.files("pack")}
    assert (
        texts[PurePosixPath("src/pack/tools.py")].split()
        == "from pack import deeper from pack.kit.part import x".split()
    )


def test_what_is_written_by_the_notebook_or_no_python_stays(tmp_path: Path) -> None:
    (tmp_path / "made.py").write_text("x = 1\n", encoding="utf-8")
    (tmp_path / "broken.py").write_text("x = \n", encoding="utf-8")
    found = find_local_modules(tmp_path, ["made", "broken"], frozenset({"made.py"}))
    assert found == LocalModules()


def test_nothing_outside_of_the_folder_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    (tmp_path / "secret.py").write_text("x = 1\n", encoding="utf-8")
    (folder / "secret.py").symlink_to(tmp_path / "secret.py")
    assert find_local_modules(folder, ["secret", "..secret"], frozenset()) == LocalModules()
