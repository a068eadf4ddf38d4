"""From imports to the distributions that provide them. What isn't known is listed for a person, never guessed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nb2prod.knowledge.distributions import distribution_of
from nb2prod.render.versions import (
    Installed,
    Watermark,
    ask_interpreter,
    normalise,
    parse_requirements,
    read_requirements_file,
    read_watermark,
)

if TYPE_CHECKING:
    from packaging.requirements import Requirement

_OLDEST_PYTHON = (3, 11)
_INSTALLERS = frozenset({"pip", "setuptools", "wheel"})
# Gone from the standard library since; whichever Python runs the conversion, they are nobody's distribution.
_RETIRED = frozenset(
    "aifc asynchat asyncore audioop binhex cgi cgitb chunk crypt distutils formatter imghdr imp lib2to3 mailcap msilib"
    " nis nntplib ossaudiodev parser pipes smtpd sndhdr spwd sunau symbol telnetlib uu xdrlib".split()
)
_NAMESPACES = frozenset({"azure", "google", "jaraco", "ruamel", "zope"})
_DEPTH_OF_NAMESPACE = 3


@dataclass(frozen=True, slots=True)
class Dependencies:
    """What a generated package needs.

    Attributes:
        known: Requirements (PEP 508), sorted by name.
        unknown: Imports whose distribution a person has to name, sorted.
        notes: What else a person should know, a sentence each.
    """

    known: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sources:
    asked: Mapping[str, Requirement]
    beside: Mapping[str, Requirement]
    watermark: Watermark
    installed: Installed


def infer_dependencies(
    imports: frozenset[str],
    *,
    requirements: tuple[str, ...] = (),
    watermark: str = "",
    requirements_file: Path | None = None,
    pin_from: Path | None = None,
) -> Dependencies:
    """Work out what has to be installed for the imports of a package.

    A version comes from, in this order: the interpreter, `pip install` in the notebook, the requirements file, and
    watermark output.

    Args:
        imports: Dotted names of what is imported; modules of the package itself left out.
        requirements: What the notebook installs, as written (`pandas==2.1`).
        watermark: Stored outputs.
        requirements_file: A requirements file beside the notebook.
        pin_from: A Python interpreter that has everything installed.

    Returns:
        Requirements, imports that are not known, and notes.

    Raises:
        UsageError: The interpreter can't be asked.
    """
    asked, notes = parse_requirements(requirements)
    asked = {name: requirement for name, requirement in asked.items() if name not in _INSTALLERS}
    beside = read_requirements_file(requirements_file) if requirements_file else {}
    names = {name: _distribution(name, (asked, beside)) for name in _third_party(imports)}
    unknown = {name for name, distribution in names.items() if distribution is None}
    wanted = {distribution for distribution in names.values() if distribution} | _replaced(asked)
    installed = ask_interpreter(pin_from, wanted, unknown) if pin_from else Installed()
    provided = {name: installed.providers[name][0] for name in unknown if len(installed.providers.get(name, ())) == 1}
    wanted |= set(provided.values())
    sources = _Sources(asked, beside, read_watermark(watermark), installed)
    by_name = {normalise(name): name for name in sorted(wanted)}
    aliases = {normalise(name): import_name for import_name, name in (names | provided).items() if name}
    return Dependencies(
        known=tuple(_requirement(by_name[key], aliases.get(key, key), sources) for key in sorted(by_name)),
        unknown=tuple(sorted(unknown - provided.keys())),
        notes=(*notes, *_notes(imports, by_name, sources, pin_from)),
    )


def _third_party(imports: Iterable[str]) -> set[str]:
    """What is not of the standard library, each by the shortest name that tells distributions apart."""
    ours = sys.stdlib_module_names | _RETIRED | {"__main__"}
    return {_short(name) for name in imports if name and name.partition(".")[0] not in ours}


def _short(name: str) -> str:
    parts = name.split(".")
    return ".".join(parts[: _DEPTH_OF_NAMESPACE if parts[0] in _NAMESPACES else 1])


def _distribution(name: str, named: tuple[Mapping[str, Requirement], ...]) -> str | None:
    if known := distribution_of(name):
        return known
    # The author says it: `pip install foo-bar` beside `import foo_bar`.
    for prefix in _prefixes(name):
        for requirements in named:
            if found := requirements.get(normalise(prefix)):
                return found.name
    return None


def _prefixes(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name.rpartition(".")[0]


def _replaced(asked: Mapping[str, Requirement]) -> set[str]:
    """Names that are installed explicitly. `pip install sklearn` means scikit-learn, and would fail."""
    return {"scikit-learn" if name == "sklearn" else requirement.name for name, requirement in asked.items()}


def _requirement(name: str, import_name: str, sources: _Sources) -> str:
    key = normalise(name)
    asked = sources.asked.get(key)
    extras = f"[{','.join(sorted(asked.extras))}]" if asked and asked.extras else ""
    if version := sources.installed.versions.get(name):
        return f"{name}{extras}=={version.partition('+')[0]}"
    if asked and asked.url:
        return f"{name}{extras} @ {asked.url}"
    marker = f"; {asked.marker}" if asked and asked.marker else ""
    if asked and asked.specifier:
        return f"{name}{extras}{_in_order(asked)}{marker}"
    if (beside := sources.beside.get(key)) and beside.specifier:
        return f"{name}{extras}{_in_order(beside)}{marker}"
    return f"{name}{extras}{_seen(key, import_name, sources.watermark)}{marker}"


def _in_order(requirement: Requirement) -> str:
    # A set of specifiers has no order of its own.
    return ",".join(sorted(map(str, requirement.specifier), reverse=True))


def _seen(key: str, import_name: str, watermark: Watermark) -> str:
    version = watermark.versions.get(key) or watermark.versions.get(normalise(import_name))
    if version is None:
        return ""
    # An exact version of an older Python's time often can't be installed on a newer one.
    return f">={version}" if _is_old(watermark) else f"=={version}"


def _is_old(watermark: Watermark) -> bool:
    return watermark.python is not None and watermark.python < _OLDEST_PYTHON


def _notes(
    imports: Iterable[str], wanted: Mapping[str, str], sources: _Sources, pin_from: Path | None
) -> Iterator[str]:
    for name in sorted({name.partition(".")[0] for name in imports} & _RETIRED):
        yield f"`{name}` is no longer part of the standard library of recent Python versions."
    if sources.watermark.versions and sources.watermark.python and _is_old(sources.watermark):
        version = ".".join(map(str, sources.watermark.python))
        yield f"The notebook ran on Python {version}; its versions are taken as the oldest ones that will do."
    if pin_from:
        for name in wanted.values():
            if name not in sources.installed.versions:
                yield f"`{name}` is not installed in {pin_from.name}, so it has no version from there."
