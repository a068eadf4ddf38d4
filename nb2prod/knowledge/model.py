"""What a table says of a call, a type, a value and a library. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass

UNKNOWN = "?"
"""The type expression of what is not known."""

OF_CLASS = "class"
"""In a table, the activity of a method that does what its class is for."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """What a call changes, and the argument that switches it.

    Attributes:
        target: `self`, the name of an argument, a position, or `*` for all positional arguments. An argument that is
            not given is not changed.
        switch: Argument that decides; empty if the change always happens. A switch that is not given means no change;
            one whose value cannot be read means that it may happen.
        when: Value of the switch at which it happens: `False` for `scale(X, copy=False)`.
    """

    target: str
    switch: str = ""
    when: bool = True


@dataclass(frozen=True, slots=True)
class CallEntry:
    """What is known of one function, method or constructor. Names of arguments are those of its parameters.

    Attributes:
        name: Canonical qualified name, such as `pandas.DataFrame.drop`.
        activity: Purpose in the vocabulary of roles, or `None` where the call says nothing of it.
        returns: Type expression of the result; `?` if unknown.
        returns_if: Type expressions that replace it, each with the argument that must be given and not be false.
        args: Names of positional parameters in order, without the receiver, as far as they matter. A last `*name` takes
            the rest.
        mutates: What it changes.
        consumes: Arguments that it iterates: an iterator or open file given there is used up.
        shares: `self`, arguments, positions, or `*` for all: the result may hold or be a view of these, so that
            changing one changes the other.
        shares_unless: If not empty, the result shares only when one of these arguments is given and is not plainly
            true, as in `np.array(a, copy=False)`.
        reads: Channels that it reads.
        writes: Channels that it changes.
        draws: Sources of randomness that it draws from (`numpy`, `python`, `torch`, `tensorflow`).
        seed: Arguments that replace those sources when one is given and not `None`. A generator object given there is
            changed.
        draws_if: If not empty, it draws only when one of these arguments is given and not false.
        draws_unless: It does not draw when one of these arguments is given as `None` or false.
        draws_at: For constructors: methods of the instance at which the drawing happens; the construction draws nothing
            then.
        seeds: Source that it seeds anew.
        paths: Arguments that are file paths.
        urls: Arguments that are addresses in a network.
        queries: Arguments that are queries.
        hyperparameters: Whether literal keyword arguments are hyperparameters.
        scope: Arguments that are text with names from the caller's scope.
        columns: Arguments that name columns of the receiver, or of the frame that a function is given.
        column_keys: Arguments that do so by their keys, where they are dictionaries.
        callbacks: Arguments that it calls before it returns and does not keep.
        runs: Methods of its receiver that it calls, which a class of the notebook may have replaced.
        pure: Whether it changes nothing and touches no channel, given that its callbacks do not either.
        unlisted: Whether this is what is assumed of all methods of a type that have no entry of their own.
        since: First version of the library with this name; empty if old or unknown.
        until: A version that no longer has it; empty if it still exists.
    """

    name: str
    activity: str | None = None
    returns: str = UNKNOWN
    returns_if: tuple[tuple[str, str], ...] = ()
    args: tuple[str, ...] = ()
    mutates: tuple[Mutation, ...] = ()
    consumes: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()
    shares_unless: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    draws: tuple[str, ...] = ()
    seed: tuple[str, ...] = ()
    draws_if: tuple[str, ...] = ()
    draws_unless: tuple[str, ...] = ()
    draws_at: tuple[str, ...] = ()
    seeds: str | None = None
    paths: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()
    hyperparameters: bool = False
    scope: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    column_keys: tuple[str, ...] = ()
    callbacks: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    pure: bool = True
    unlisted: bool = False
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class TypeEntry:
    """What is known of a class.

    Attributes:
        name: Canonical qualified name.
        bases: Qualified names of the bases that matter here.
        kind: `frame`, `series`, `array`, `scalar`, `container`, `iterator`, `estimator`, `figure`, `axes`, … or empty.
        annotation: How it is written in generated code, such as `pd.DataFrame`; empty if there is no public way.
        annotation_import: The import that this needs; empty for builtins.
        immutable: Whether its instances cannot change, so that sharing one is harmless.
        attributes: Attributes that are no methods, each with its type expression.
        item: What indexing gives: pairs of a pattern for the key's type and a type expression, first match wins.
        iter: Type expression of what iterating gives; empty if unknown or not iterable.
        channel: Channel that stands behind its instances: changing or reading one changes or reads that channel.
    """

    name: str
    bases: tuple[str, ...] = ()
    kind: str = ""
    annotation: str = ""
    annotation_import: str = ""
    immutable: bool = False
    attributes: tuple[tuple[str, str], ...] = ()
    item: tuple[tuple[str, str], ...] = ()
    iter: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True)
class ValueEntry:
    """What is known of a name in a module that is no function and no class, such as `math.pi` or `sys.path`.

    Attributes:
        name: Canonical qualified name.
        type: Type expression of its value.
        channel: Channel that stands behind it: changing it changes the channel, reading it reads the channel.
    """

    name: str
    type: str
    channel: str = ""


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """What is known of a library as a whole.

    Attributes:
        name: Its name.
        imports: Import roots that its table covers.
        distribution: Name of its distribution; empty for the standard library.
        env_sensitive: Whether environment variables that are set before its import change what it does.
        nameless: Modules, classes and methods that nothing leads to by their names: the table names them itself, or the
            library makes them while it runs, or they come with another distribution.
        imports_first: Modules whose import makes others of its names appear.
        other_versions: Arguments that only older or only newer versions have than one may meet.
    """

    name: str
    imports: tuple[str, ...]
    distribution: str = ""
    env_sensitive: bool = False
    nameless: tuple[str, ...] = ()
    imports_first: tuple[str, ...] = ()
    other_versions: tuple[str, ...] = ()
