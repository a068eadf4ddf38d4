"""What magics become: as data, and by running what stands for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.notebook.made_notebooks import code_of, parsed

RUN = "import subprocess\nsubprocess.run({}, shell=True, check=False)"
LINES = (
    "subprocess.run({}, shell=True, check=False, text=True, "
    "stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout.splitlines()"
)
SCRIPT = "import subprocess\nsubprocess.run({}, input={}, text=True, check=True)"
TRANSLATED = {
    "%time x = f()": "x = f()",
    "%time f()": "f()",
    "%time %cd data": 'import os\nos.chdir("data")',
    "%time": "",
    "%prun -s cumulative x = f(1)": "x = f(1)",
    "%lprun -f g -f h g(1)": "g(1)",
    "%memit -r 3 f()": "f()",
    "x = %time f(1)": "x = f(1)",
    "%timeit -n 2 -r3 f(-o)": "for turn in range(6):\n    f(-o)",
    "%timeit -n 2 x = f(1)": "for turn in range(14):\n    f(1)",
    "cd ..": 'import os\nos.chdir("..")',
    "cd ./data": 'import os\nos.chdir("./data")',
    "get_ipython().run_cell('a = 1')": "a = 1",
    "get_ipython().user_ns['a'] = 1": "globals()['a'] = 1",
    "get_ipython().push({'a': b, 'c': 1})": "globals()['a'] = b\nglobals()['c'] = 1",
    "get_ipython().push({'a': b, 'b': 1})": "globals().update({'a': b, 'b': 1})",
    "x = get_ipython().ev('a + 1')": "x = (a + 1)",
    "x = %pwd": "import os\nx = os.getcwd()",
    "x = %env HOME": 'import os\nx = os.environ["HOME"]',
    "x = %env": "import os\nx = dict(os.environ)",
    "_ = %matplotlib inline": "_ = None",
    "%cd data/in": 'import os\nos.chdir("data/in")',
    "%cd -q data": 'import os\nos.chdir("data")',
    "%cd ~/data": 'import os\nos.chdir(os.path.expanduser("~/data"))',
    "%cd": 'import os\nos.chdir(os.path.expanduser("~"))',
    "%env A=1 2": 'import os\nos.environ["A"] = "1 2"',
    "%env A b c": 'import os\nos.environ["A"] = "b c"',
    "%set_env A='q'": 'import os\nos.environ["A"] = "\'q\'"',
    "%pylab --no-import-all": (
        "import numpy\nimport matplotlib\nfrom matplotlib import pylab, mlab, pyplot\nnp = numpy\nplt = pyplot"
    ),
    "%run other.ipynb": (
        'import sys\nimport runpy\nsaved_arguments = sys.argv\nsys.argv = ["other.ipynb"]\n'
        'runpy.run_path("other.ipynb", run_name="__main__")\nsys.argv = saved_arguments'
    ),
    "%run -i script": (
        'import sys\nimport runpy\nsaved_arguments = sys.argv\nsys.argv = ["script.py"]\n'
        'runpy.run_path("script.py", run_name="__main__")\nsys.argv = saved_arguments'
    ),
    "%run -m pkg.mod": (
        'import sys\nimport runpy\nsaved_arguments = sys.argv\nsys.argv = ["pkg.mod"]\n'
        'runpy.run_module("pkg.mod", run_name="__main__")\nsys.argv = saved_arguments'
    ),
    "%xdel x": "del x",
    "%mkdir out": RUN.format('"mkdir out"'),
    "!mkdir -p out": RUN.format('"mkdir -p out"'),
    "! cp a b": RUN.format('"cp a b"'),
    "!echo a > b.txt": RUN.format('"echo a > b.txt"'),
    "!cat a | tee b": RUN.format('"cat a | tee b"'),
    "!sed -i s/a/b/ f": RUN.format('"sed -i s/a/b/ f"'),
    "!find . -name x -delete": RUN.format('"find . -name x -delete"'),
    "!cd a && make": RUN.format('"cd a && make"'),
    "x = !mkdir a": "import subprocess\nx = " + LINES.format('"mkdir a"'),
    "x = %sx mkdir a": "import subprocess\nx = " + LINES.format('"mkdir a"'),
    "!!mkdir a": "import subprocess\n" + LINES.format('"mkdir a"'),
    "x = 3\n!mkdir {x} $x": "x = 3\n" + RUN.format('f"mkdir {x} {x}"'),
    "x = 3\n!mkdir {x:>5}": "x = 3\n" + RUN.format('"mkdir {x:>5}"'),
    "x = [3]\n!mkdir {x[0:1]}": "x = [3]\n" + RUN.format('f"mkdir {x[0:1]}"'),
    "x = {}\n!mkdir {x['k']}": "x = {}\n" + RUN.format("f\"mkdir {x['k']}\""),
    "x = {}\n!mkdir \"{x['k']}\"": "x = {}\n" + RUN.format('"".join(["mkdir \\"", format(x[\'k\'], ""), "\\""])'),
    "x = 3\n!mkdir $HOME/{x}": "x = 3\n" + RUN.format('"mkdir $HOME/{x}"'),
    "x = 3\n!mkdir $$x": "x = 3\n" + RUN.format('"mkdir $x"'),
    "x = 3\n!rm {x}; awk '{print $1}' f": "x = 3\n" + RUN.format("\"rm {x}; awk '{print $1}' f\""),
    "if x:\n    %time y = f()\n    !mkdir a\n    ?y": (
        'import subprocess\nif x:\n    y = f()\n    subprocess.run("mkdir a", shell=True, check=False)\n    pass'
    ),
    "def f():\n    %matplotlib inline": "def f():\n    pass",
    "for i in x:\n\ty = !mkdir {i}": "import subprocess\nfor i in x:\n\ty = " + LINES.format('f"mkdir {i}"'),
    "/f a b": "f(a, b)",
    ",f a b": 'f("a", "b")',
    ";f a b": 'f("a b")',
    "get_ipython().run_line_magic('matplotlib', 'inline')\nx = 1": "x = 1",
    "get_ipython().magic('time x = f()')": "x = f()",
    "x = get_ipython().getoutput('mkdir a')": "import subprocess\nx = " + LINES.format('"mkdir a"'),
    "if x:\n    get_ipython().system('mkdir a'); y = 1": (
        'import subprocess\nif x:\n    subprocess.run("mkdir a", shell=True, check=False); y = 1'
    ),
    "get_ipython().run_cell_magic('bash', '', 'cd\\n')": SCRIPT.format('["bash"]', '"cd\\n"'),
    "get_ipython().ex(x)": "get_ipython().ex(x)",
    "print(get_ipython().getoutput('mkdir a'))": "import subprocess\nprint(" + LINES.format('"mkdir a"') + ")",
    "get_ipython().ast_node_interactivity = 'all'\nx = 1": "x = 1",
    "ip = get_ipython()\nip.run_line_magic('matplotlib', 'inline')\nip.x = 1": "ip = get_ipython()",
    "os.system('mkdir a')": "os.system('mkdir a')",
    "%alias_magic t time\n%t x = f()": "x = f()",
    "%%timeit -n 2 -r3\nf()": "for turn in range(6):\n    f()",
    "%%timeit -n 2 -r3 x = 1\nf(x)": (
        "for repetition in range(3):\n    x = 1\n    for turn in range(2):\n        f(x)"
    ),
    "%timeit -n1 -r 1 m.fit(x)": "m.fit(x)",
    "%timeit -n 1 -r1 y = m.fit(x)": "m.fit(x)",
    "%%time\nx = 1\n!mkdir a": "x = 1\n" + RUN.format('"mkdir a"'),
    "%%time\n%%capture\nx = 1": "x = 1",
    "%%prun -q\nx = 1": "x = 1",
    "%%bash\ncd a": SCRIPT.format('["bash"]', '"cd a\\n"'),
    "%%sh --no-raise-error\ncd": 'import subprocess\nsubprocess.run(["sh"], input="cd\\n", text=True, check=False)',
    "%%bash -s a {x}\ncd": SCRIPT.format('["bash", "-s", "a", "{x}"]', '"cd\\n"'),
    "%%bash --out o\ncd": (
        'import subprocess\nscript = subprocess.run(["bash"], input="cd\\n", text=True, check=True, '
        "stdout=subprocess.PIPE)\no = script.stdout"
    ),
    "%%script zsh -e\ncd": SCRIPT.format('["zsh", "-e"]', '"cd\\n"'),
    "%%python3\nx = 1": (
        'import subprocess\nimport sys\nsubprocess.run([sys.executable], input="x = 1\\n", text=True, check=True)'
    ),
    "%%writefile a.txt\nb": 'import pathlib\npathlib.Path("a.txt").write_text("b\\n", encoding="utf-8")',
    "%%bigquery df --project p\nselect 1": (
        'from google.cloud import bigquery\ndf = bigquery.Client(project="p").query("select 1\\n").to_dataframe()'
    ),
    "%sql sqlite:///a.db\nx = %sql select 1": (
        'import sqlalchemy\nsql_engine = sqlalchemy.create_engine("sqlite:///a.db")\nimport pandas\n'
        'x = pandas.read_sql_query(sqlalchemy.text("select 1"), sql_engine)'
    ),
}


@pytest.mark.parametrize("source", TRANSLATED)
def test_translated(source: str) -> None:
    assert code_of(source) == TRANSLATED[source]


@pytest.mark.parametrize("options", ["-o", "-qo -n 2", "-n 2 -r 3 -o", "-r3 -o -q"])
def test_a_timing_that_is_used_has_what_ipython_gives(options: str) -> None:
    names: dict[str, object] = {"f": lambda: 1}
    exec(code_of(f"t = %timeit {options} f()"), names)
    for attribute in ("best", "worst", "average", "all_runs", "timings", "loops", "repeat"):
        assert getattr(names["t"], attribute)


LEFT_OUT = {
    "%matplotlib inline": "a setting",
    "% matplotlib inline": "a setting",
    "%load_ext autoreload": "a setting",
    "%config InlineBackend.figure_format = 'retina'": "a setting",
    "%timeit f()": "timing only",
    "%timeit -r3 f(-o)": "timing only",
    "%timeit -o del x": "timing only",
    "%%timeit x = 1\nf(x)": "timing only",
    "%%timeit -n 3\ndef g():\n    pass": "timing only",
    "%%time": "timing only",
    "%%html\n<b>": "display only",
    "%%javascript\nx": "display only",
    "%who": "shows only",
    "%pwd": "shows only",
    "%env": "shows only",
    "!ls -l": "shows only",
    "!cat a.csv | head -3": "shows only",
    "!python --version": "shows only",
    "!nvidia-smi 2>&1": "shows only",
    "!grep -c x a.csv": "shows only",
    "obj?": "a request for help",
    "?obj": "a request for help",
    "%load a.py": "shows the text of a.py",
    "%reset -f": "restart",
    "%store x": "IPython's own store",
    "%debug": "debugging only",
    "!apt-get install -y gcc": "sets up the machine",
    "!pip uninstall -y x": "sets up the machine",
    "%nonesuch 1": "no production equivalent known for %nonesuch",
    "ls": "shows only",
    "pwd": "shows only",
    "ls -l data": "shows only",
}


@pytest.mark.parametrize("source", LEFT_OUT)
def test_left_out_with_a_reason(source: str) -> None:
    (statement,) = parsed(source).statements
    assert (statement.source, statement.node) == ("", None)
    assert statement.magic is not None
    assert not statement.magic.translated
    assert LEFT_OUT[source] in statement.magic.reason
    assert statement.magic.text == source.rstrip()


LEFTOVERS = {
    "%%R\nx <- 1": "written in R",
    "%%cython\ncdef int x": "written in Cython",
    "%%nonesuch\nx = 1": "no Python equivalent known for the cell magic %%nonesuch",
    "x = %nonesuch": "no production equivalent known for %nonesuch",
    "%store -r x": "another notebook kept",
    "%cd -": "visited before",
    "%popd": "visited before",
    "%%bash --bg\nsleep 1": "in the background",
    "%%sql\nselect 1": "without a connection",
    "%time x = = 1": "is no Python",
    "%%time\nprint 'two'": "parentheses",
}


@pytest.mark.parametrize("source", LEFTOVERS)
def test_what_no_python_stands_for_is_kept(source: str) -> None:
    result = parsed("y = 1", source)
    assert [statement.source for statement in result.statements] == ["y = 1"]
    (failure,) = result.unparsed
    assert failure.source == source
    assert LEFTOVERS[source] in failure.message


REQUIREMENTS = {
    "!pip install -q -U pandas==1.5 'numpy>=1.2' scikit-learn[extra]": (
        "pandas==1.5",
        "numpy>=1.2",
        "scikit-learn[extra]",
    ),
    "%pip install x --quiet --index-url https://e.org/simple y": ("x", "y"),
    "!{sys.executable} -m pip install --upgrade pip setuptools": ("pip", "setuptools"),
    "!sudo pip3 install x 2>&1 > /dev/null": ("x",),
    "!python -m pip install -r requirements.txt -e ./here": ("-r requirements.txt", "-e ./here"),
    "!pip install git+https://e.org/a.git@v1": ("git+https://e.org/a.git@v1",),
    "!pip install {name} $other": (),
    "%conda install -y -c conda-forge numpy=1.26 xgboost": ("numpy==1.26", "xgboost"),
    "!conda install conda-forge::a=1=py3": ("a==1",),
    "!apt update && pip install a && pip install b": ("a", "b"),
    "pip install a b": ("a", "b"),
    "!pip install a # the newest": ("a",),
}


@pytest.mark.parametrize("source", REQUIREMENTS)
def test_installations_become_requirements(source: str) -> None:
    (statement,) = parsed(source).statements
    assert statement.node is None
    assert statement.magic is not None
    assert statement.magic.requirements == REQUIREMENTS[source]


def test_requirements_inside_a_block() -> None:
    (statement,) = parsed("if colab:\n    !pip install a\n    %pip install b").statements
    assert statement.source == "if colab:\n    pass\n    pass"
    assert statement.magic is not None
    assert statement.magic.translated
    assert statement.magic.requirements == ("a", "b")
    assert statement.magic.name == "!, %pip"


@pytest.mark.parametrize(
    ("earlier", "cell"),
    [("ls = 1", "ls"), ("from x import config", "config"), ("def run(): pass", "run"), ("from pylab import *", "load")],
)
def test_a_variable_hides_an_automagic(earlier: str, cell: str) -> None:
    statement = parsed(earlier, cell).statements[-1]
    assert (statement.source, statement.magic) == (cell, None)


@pytest.mark.parametrize("cell", ["time = 3", "cd", "x\ncd data", "print", "history.append(1)", "time()"])
def test_what_is_no_automagic(cell: str) -> None:
    result = parsed("cd = 1", cell)
    assert all(statement.magic is None for statement in result.statements)


def test_modules_are_imported_once_and_before_their_use() -> None:
    assert code_of("!mkdir a", "!mkdir b").count("import subprocess") == 1


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("import os\nos.x", "os"),
        ("import os, sys", "os"),
        ("import os.path", "os"),
        ("os = 3", "os_module"),
        ("from mine import os", "os_module"),
        ("import mine as os", "os_module"),
        ("def f(os): pass", "os_module"),
        ("from mine import *\nos.x", "os_module"),
        ("mine.os", "os"),
        ("os = 3\nos_module = 4", "os_module_"),
    ],
)
def test_modules_get_a_name_that_means_nothing_else(other: str, expected: str) -> None:
    code = code_of("%cd a", other)
    assert f"{expected}.chdir(" in code
    assert (f"import os as {expected}" in code) == (expected != "os")


def test_places_of_translated_statements() -> None:
    result = parsed("x = 1\n\n  # why\n%cd a  \nif x:\n    %cd b\n# c\ny = 2")
    assert [(s.source, s.location.line, s.location.column) for s in result.statements] == [
        ("x = 1", 1, 1),
        ("import os", 4, 1),
        ('os.chdir("a")', 4, 1),
        ('if x:\n    os.chdir("b")', 5, 1),
        ("y = 2", 8, 1),
    ]
    assert result.statements[2].comments == ("# why",)
    assert [s.id.ordinal for s in result.statements] == [0, 1, 2, 3, 4]


def test_places_below_a_cell_magic_and_behind_indentation() -> None:
    result = parsed("\n%%time\n  x = 1\n  y = 2")
    magic, first, second = result.statements
    assert (magic.location.line, first.location.line, second.location.line) == (2, 3, 4)
    assert (second.location.column, second.location.physical_line) == (3, 103)


def _run(*sources: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    exec(code_of(*sources), namespace)
    return namespace


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "body",
    ["one", "a\nb", "a\\n\n'''\nb", '"""doc"""\nx = "\\t"\n', "ends with '\n\"", "é {x} $x", "\n\nblank\n\n", "a\n\\"],
)
def test_writefile_writes_what_ipython_writes(tmp_path: Path, body: str) -> None:
    _run(f"%%writefile out.txt\n{body}", f"%%writefile -a out.txt\n{body}")
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == f"{body}\n" * 2


def test_writefile_to_a_computed_path(tmp_path: Path) -> None:
    _run("name = 'a b'", "%%file {name}.txt\nx")
    assert (tmp_path / "a b.txt").read_text(encoding="utf-8") == "x\n"


def test_shell_lines_run() -> None:
    space = _run(
        "n = 2\nlines = !echo a; echo {n} >&2; echo '$n'", "%env N=$n", "import os\nseen = os.environ.pop('N')"
    )
    assert space["lines"] == ["a", "2", "$n"]
    assert space["seen"] == "2"


def test_scripts_run(tmp_path: Path) -> None:
    space = _run("%%bash --out said\necho 'x\\y' \"z\"\ntouch made")
    assert space["said"] == "x\\y z\n"
    assert (tmp_path / "made").exists()


def test_folders_change(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    space = _run("d = 'sub'\n%cd {d}\nhere = %pwd")
    assert Path(space["here"]) == tmp_path / "sub"
    assert Path.cwd() == tmp_path / "sub"


def test_captured_output_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    space = _run("%%capture cap\nx = '''a\n  b'''\nprint(x)\nimport sys\nprint('e', file=sys.stderr)", "y = cap.stdout")
    assert (space["x"], space["y"]) == ("a\n  b", "a\n  b\n")
    assert space["cap"].stderr == "e\n"
    assert capsys.readouterr().out == ""
    space["cap"].show()
    assert capsys.readouterr().out == "a\n  b\n"


def test_capture_without_use_of_its_name_leaves_the_body() -> None:
    assert code_of("%%capture cap\nx = 1\nx") == "x = 1\nx"


@pytest.mark.parametrize("use", ["cap()", "y = str(cap); print(y, end='')"])
def test_what_was_captured_can_be_called_and_shown(use: str, capsys: pytest.CaptureFixture[str]) -> None:
    _run("%%capture cap\nprint('a')", use)
    assert capsys.readouterr().out == "a\n"


def test_a_cell_whose_displays_are_asked_for_is_kept() -> None:
    assert "displays" in parsed("%%capture cap\nx", "cap.outputs[0]").unparsed[0].message


def test_queries_run() -> None:
    pytest.importorskip("sqlalchemy")
    pytest.importorskip("pandas")
    space = _run(
        "%load_ext sql",
        "%sql sqlite://",
        "%%sql\ncreate table t (a integer);\ninsert into t values (1), (2), (3)",
        "low = 2",
        "%%sql found <<\nselect a from t where a >= :low",
        "one = %sql select count(*) as n from t",
    )
    assert list(space["found"]["a"]) == [2, 3]
    assert list(space["one"]["n"]) == [3]
