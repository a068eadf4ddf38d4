"""Completion scripts of the shells. Each is a function from the commands to text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from nb2prod.cli.commands import Command, Option

Script = Callable[[Sequence[Command]], str]
_PROGRAM = "nb2prod"


def bash(commands: Sequence[Command]) -> str:
    """Write the script for bash: by the command that was typed, and by the option before the cursor."""
    branches = "\n".join(_bash_branch(command) for command in sorted(commands, key=lambda c: -len(c.path)))
    return f"""# bash completion for {_PROGRAM}; made by `{_PROGRAM} completion bash`
_{_PROGRAM}() {{
    local word="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD-1]}}" path="" i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "$path ${{COMP_WORDS[i]}}" in
{_bash_paths(commands)}
        esac
    done
    COMPREPLY=()
    case "$path" in
{branches}
    esac
}}
complete -o filenames -F _{_PROGRAM} {_PROGRAM}
"""


def _bash_paths(commands: Sequence[Command]) -> str:
    patterns = [f'" {" ".join(command.path)}"' for command in commands if command.path]
    return f"""            {"|".join(patterns)}) path="$path ${{COMP_WORDS[i]}}" ;;"""


def _bash_branch(command: Command) -> str:
    path = "".join(f" {word}" for word in command.path)
    values = "\n".join(f"                {'|'.join(o.flags)}) {_bash_value(o)}; return ;;" for o in _valued(command))
    before = f'            case "$before" in\n{values}\n            esac\n' if values else ""
    flags = " ".join(flag for option in command.options for flag in option.flags)
    words = " ".join(word for word, _ in command.words)
    arguments = f'COMPREPLY=($(compgen -W "{words}" -- "$word"))' if words else ""
    files = 'COMPREPLY=($(compgen -f -- "$word"))' if command.takes_paths else ""
    return f"""        "{path}")
{before}            if [[ "$word" == -* ]]; then COMPREPLY=($(compgen -W "{flags}" -- "$word")); return; fi
            {arguments or files or ":"} ;;"""


def _bash_value(option: Option) -> str:
    if option.choices:
        return f'COMPREPLY=($(compgen -W "{" ".join(option.choices)}" -- "$word"))'
    return 'COMPREPLY=($(compgen -f -- "$word"))' if option.takes_path else ":"


def _valued(command: Command) -> list[Option]:
    return [option for option in command.options if option.takes_value]


def zsh(commands: Sequence[Command]) -> str:
    """Write the script for zsh: one function a command, on `_arguments`."""
    functions = "\n\n".join(_zsh_function(command, commands) for command in commands)
    return f"""#compdef {_PROGRAM}
# zsh completion for {_PROGRAM}; made by `{_PROGRAM} completion zsh`

{functions}

if [ "$funcstack[1]" = "_{_PROGRAM}" ]; then
    _{_PROGRAM} "$@"
else
    compdef _{_PROGRAM} {_PROGRAM}
fi
"""


def _zsh_function(command: Command, commands: Sequence[Command]) -> str:
    name = "_".join(("", _PROGRAM, *command.path))
    below = [c for c in commands if len(c.path) == len(command.path) + 1 and c.path[:-1] == command.path]
    specs = [spec for option in command.options for spec in _zsh_option(option)]
    if not below:
        specs += _zsh_arguments(command)
        return f"{name}() {{\n    _arguments -s \\\n        " + " \\\n        ".join(specs) + "\n}"
    described = "\n".join(f"            {_zsh_quoted(f'{c.path[-1]}:{c.help}')}" for c in below)
    cases = "\n".join(f"                {c.path[-1]}) {name}_{c.path[-1]} ;;" for c in below)
    specs += ["'1:command:->command'", "'*::argument:->argument'"]
    joined = " \\\n        ".join(specs)
    return f"""{name}() {{
    local line state
    _arguments -C \\
        {joined}
    case $state in
        command)
            local -a known=(
{described}
            )
            _describe command known ;;
        argument)
            case $line[1] in
{cases}
            esac ;;
    esac
}}"""


def _zsh_option(option: Option) -> Iterator[str]:
    value = ""
    if option.takes_value:
        action = f"({' '.join(option.choices)})" if option.choices else "_files" if option.takes_path else " "
        value = f":value:{action}"
    about = option.help.replace("[", "(").replace("]", ")").replace(":", "\\:")
    yield from (_zsh_quoted(f"{flag}[{about}]{value}") for flag in option.flags)


def _zsh_arguments(command: Command) -> list[str]:
    if command.words:
        return [_zsh_quoted(f"*:argument:({' '.join(word for word, _ in command.words)})")]
    return ["'*:file:_files'"] if command.takes_paths else []


def _zsh_quoted(text: str) -> str:
    escaped = text.replace("'", "'\\''")
    return f"'{escaped}'"


def fish(commands: Sequence[Command]) -> str:
    """Write the script for fish: one line for each command and option."""
    lines = [f"# fish completion for {_PROGRAM}; made by `{_PROGRAM} completion fish`"]
    for command in commands:
        when = _fish_condition(command, commands)
        files = "" if command.takes_paths else " -f"
        lines += [
            f"complete -c {_PROGRAM} -n {when}{files} -a {_fish_quoted(word)}{_fish_about(text)}"
            for word, text in command.words
        ]
        lines += [f"complete -c {_PROGRAM} -n {when}{_fish_option(option)}" for option in command.options]
    return "\n".join(lines) + "\n"


def _fish_condition(command: Command, commands: Sequence[Command]) -> str:
    seen = [f"__fish_seen_subcommand_from {word}" for word in command.path]
    deeper = sorted({c.path[-1] for c in commands if c.path[:-1] == command.path and c.path})
    if deeper:
        seen.append(f"not __fish_seen_subcommand_from {' '.join(deeper)}")
    return _fish_quoted("; and ".join(seen))


def _fish_option(option: Option) -> str:
    text = "".join(f" -l {f[2:]}" if f.startswith("--") else f" -s {f[1:]}" for f in option.flags)
    if option.choices:
        text += f" -x -a {_fish_quoted(' '.join(option.choices))}"
    elif option.takes_value:
        text += " -r" if option.takes_path else " -x"
    return text + _fish_about(option.help)


def _fish_about(text: str) -> str:
    return f" -d {_fish_quoted(text)}" if text else ""


def _fish_quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


SCRIPTS: Mapping[str, Script] = {"bash": bash, "zsh": zsh, "fish": fish}
"""The script of each shell."""
