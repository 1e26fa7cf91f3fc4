"""Which command runs, and which exit code does what happened come to?"""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import typer

from cx_cli.commands import options
from cx_cli.commands.check import check
from cx_cli.commands.compare import compare
from cx_cli.commands.convert import convert
from cx_cli.commands.demo import demo
from cx_cli.commands.doctor import doctor
from cx_cli.commands.help import explain
from cx_cli.commands.init import init
from cx_cli.commands.inspect import inspect
from cx_cli.commands.metrics import metrics
from cx_cli.commands.reconcile import reconcile
from cx_cli.commands.report import report
from cx_cli.commands.tickets import tickets
from cx_cli.errors import BUG, INTERRUPTED, CxError, UsageError, complaint
from cx_cli.render.safe import harmless
from cx_cli.suggest import nearest

_ClickException: Any = typer.BadParameter.__mro__[2]
"""Typer carries its own click or uses the installed one, by its version; this is the root of either's errors."""

app = typer.Typer(
    name="cx",
    rich_markup_mode=None,  # rich would be imported to draw boxes around the help
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="The KPI calculator for helpdesk exports that you can audit.",
    epilog="To look around without files: cx demo",
)
app.command("report")(report)
app.command("check")(check)
app.command("tickets")(tickets)
app.command("metrics")(metrics)
app.command("reconcile")(reconcile)
app.command("compare")(compare)
app.command("inspect")(inspect)
app.command("convert")(convert)
app.command("init")(init)
app.command("demo")(demo)
app.command("doctor")(doctor)
app.command("help")(explain)


@app.callback(invoke_without_command=True)
def _root(ctx: typer.Context, version: options.Version = False) -> None:
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def run(arguments: Sequence[str]) -> int:
    """The exit code of a command line. Whatever goes wrong is said on stderr, never as a traceback without ``-v``."""
    try:
        code = _invoke(list(arguments))
        sys.stdout.flush()
        return code
    except CxError as error:
        return _fail(error, arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return 0  # cx report | head has seen what it wanted
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        return _fail(_disk_is_full(error), arguments) if full else _bug(error, arguments)
    except Exception as error:
        return _bug(error, arguments)


def _invoke(arguments: list[str]) -> int:
    """Runs the command without Typer's own ``main``, which has its own mind on errors, pipes and exit codes."""
    command: Any = typer.main.get_command(app)
    if (asked := os.environ.get("_CX_COMPLETE")) is not None:
        return _complete(command) if asked.startswith("complete_") else command.main(arguments, prog_name="cx")
    try:
        with _help_in_language(command, arguments), command.make_context("cx", arguments) as context:
            command.invoke(context)
    except typer.Exit as stop:
        return int(stop.exit_code)
    except typer.Abort:
        return INTERRUPTED
    except _ClickException as error:
        raise _usage(error, command) from error
    return 0


def _complete(command: Any) -> int:
    """Tells a shell which words may stand at the cursor, and nothing else: an error would stand in the user's line."""
    from cx_cli.commands.completion import answer

    with open(os.devnull, "w") as nowhere, contextlib.redirect_stderr(nowhere):
        try:
            click = importlib.import_module(f"{_ClickException.__module__.rpartition('.')[0]}.shell_completion")
            text, code = answer(command, click, os.environ)
        except Exception:
            text, code = "", 1
    if text:
        print(text)
    return code


def _help_in_language(command: Any, arguments: Sequence[str]) -> contextlib.AbstractContextManager[None]:
    """Where help is asked for, in the reader's language; the manual has one only."""
    asked = not arguments or arguments[0] == "help" or {"-h", "--help"}.intersection(arguments)
    if not asked or "--man" in arguments:
        return contextlib.nullcontext()
    from cx_cli.commands.help_words import in_language
    from cx_cli.commands.spoken import language_for

    return in_language(command, language_for(arguments))


def _usage(error: Any, command: Any) -> UsageError:
    """Typer's complaint in the form of ours, with the name that was probably meant."""
    context = error.ctx
    path = context.command_path if context is not None else "cx"
    message = error.format_message().rstrip(".")
    if (option := getattr(error, "option_name", None)) and type(error).__name__ == "NoSuchOption":
        subject, known = option, _options(context)
        message = f"{path} has no option {option}"
        if path == "cx" and any(option in _options_of(sub) for sub in command.commands.values()):
            return UsageError(f"{option} stands after the command", slug="usage", fix=f"cx report {option} ...")
    elif found := re.match(r"No such command '([^']*)'", message):
        subject, known = found[1], list(command.commands)
        message = f"there is no command {found[1]!r}"
    else:
        return UsageError(message[:1].lower() + message[1:], slug="usage", fix=f"{path} --help")
    close = nearest(subject, known)
    return UsageError(
        message + (f"; did you mean {close}?" if close else ""),
        slug="usage",
        fix=f"{path} {close} --help" if close and not close.startswith("-") else f"{path} --help",
    )


def _options(context: Any) -> list[str]:
    return _options_of(context.command) if context is not None else []


def _options_of(command: Any) -> list[str]:
    names: Iterable[str] = (name for param in command.params for name in param.opts)
    return [*(name for name in names if name.startswith("-")), "--help"]


def _fail(error: CxError, arguments: Sequence[str]) -> int:
    _complain(error.lines(_spoken(arguments)))
    return error.exit_code


def _complain(lines: Iterable[str]) -> None:
    """On stderr; the exit code has to say it alone where even that is gone."""
    with contextlib.suppress(OSError):
        print("\n".join(map(harmless, lines)), file=sys.stderr, flush=True)


def _spoken(arguments: Sequence[str]) -> Callable[[str], str]:
    """How an error is told, looked for only when there is one: the settings may be what is wrong."""
    from cx_cli.commands.spoken import language_for

    language = language_for(arguments)
    return lambda text: language.retell(text, "errors")


def _disk_is_full(error: OSError) -> UsageError:
    reason = error.strerror or str(error)
    return UsageError(f"the output can't be written: {reason}", slug="output", fix="-o PATH")


def _bug(error: Exception, arguments: Sequence[str]) -> int:
    told = " ".join(str(error).split())
    verbose = any(word == "--verbose" or re.fullmatch(r"-[a-z]*v[a-z]*", word) for word in arguments)
    if verbose:
        import traceback

        _complain(traceback.format_exc().rstrip().splitlines())
    fix = "report it with the traceback above" if verbose else "run again with -v for the traceback"
    _complain(complaint(f"a bug in cx: {type(error).__name__}: {told}", (), fix, "bug", _spoken(arguments)))
    return BUG
