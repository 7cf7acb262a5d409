"""The `resilient` command: options, help in two languages, wrong usage, and the outermost net for errors.

Exit codes: 0 done, 1 something a person can act on went wrong (one sentence on stderr), 2 wrong usage, 130 interrupted.
Signatures hold keys of texts.py; `_with_words` puts in the words of the interface's language.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
import typer.rich_utils
from typer.exceptions import TyperException

from assistant.settings import Settings, default_home
from ingest.types import Language, ResilientError
from ui import commands, log, stock, terminal, users
from ui.commands import Screen
from ui.records import AnswerLanguage
from ui.texts import interface_language, known, say

PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}  # for another program's words

Home = Annotated[Path | None, typer.Option("--home", metavar="DIR", help="option.home", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="option.json", show_default=False)]
Wait = Annotated[float, typer.Option("--wait", metavar="SECONDS", min=0.0, help="option.wait")]
A_REPAIR = 10.0  # seconds: more than a page beside needs to build the index of a small library anew
DraftLanguage = Literal["auto", "en", "zh"]
Question = Annotated[str | None, typer.Argument(metavar="QUESTION", help="option.question", show_default=False)]

app = typer.Typer(add_completion=False, no_args_is_help=True, help="command.app", pretty_exceptions_enable=False)


@app.command(help="command.ingest")
def ingest(
    inputs: Annotated[list[str] | None, typer.Argument(metavar="[PATH|URL]...", help="option.inputs", show_default=False)] = None,
    no_bundled: Annotated[bool, typer.Option("--no-bundled", help="option.no_bundled", show_default=False)] = False,
    work: Annotated[str | None, typer.Option("--work", metavar="WORK", help="option.work", show_default=False)] = None,
    again: Annotated[bool, typer.Option("--again", help="option.again", show_default=False)] = False,
    wait: Wait = A_REPAIR,
    as_json: AsJson = False,
    home: Home = None,
) -> int:
    taking = commands.Taking(bundled=not no_bundled, work=work or "", again=again, wait=wait)
    return commands.ingest(_screen(home), tuple(inputs or ()), taking, as_json=as_json)


@app.command(help="command.fetch")
def fetch(
    works: Annotated[list[str] | None, typer.Argument(metavar="[WORK]...", help="option.works", show_default=False)] = None,
    listed: Annotated[bool, typer.Option("--list", help="option.fetch_list", show_default=False)] = False,
    wait: Wait = A_REPAIR,
    as_json: AsJson = False,
    home: Home = None,
) -> int:
    screen = _screen(home)
    if listed or not works:
        return stock.works(screen, as_json=as_json, fetched=True)
    return stock.fetch(screen, tuple(works), wait=wait, as_json=as_json)


@app.command(help="command.remove")
def remove(
    inputs: Annotated[list[str], typer.Argument(metavar="DOCUMENT|FILE|WORK...", help="option.removed", show_default=False)],
    wait: Wait = A_REPAIR,
    as_json: AsJson = False,
    home: Home = None,
) -> int:
    return stock.remove(_screen(home), tuple(inputs), wait=wait, as_json=as_json)


@app.command("list", help="command.list")
def listing(
    works: Annotated[bool, typer.Option("--works", help="option.list_works", show_default=False)] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> int:
    screen = _screen(home)
    return stock.works(screen, as_json=as_json) if works else stock.inputs(screen, as_json=as_json)


@app.command(help="command.search")
def search(
    question: Question = None,
    k: Annotated[int, typer.Option("-k", "--k", min=1, max=1000, help="option.k")] = 10,
    batch: Annotated[Path | None, typer.Option("--batch", metavar="FILE.jsonl", help="option.batch_search", show_default=False)] = None,
    as_json: AsJson = False,
    home: Home = None,
) -> int:
    screen = _screen(home)
    if batch is not None and question is None:
        return commands.search_batch(screen, batch, k)
    return commands.search(screen, _one(question, batch, screen), k, as_json=as_json)


@app.command(help="command.ask")
def ask(
    question: Question = None,
    language: Annotated[AnswerLanguage, typer.Option("--language", help="option.language")] = "auto",
    batch: Annotated[Path | None, typer.Option("--batch", metavar="FILE.jsonl", help="option.batch_ask", show_default=False)] = None,
    no_model: Annotated[bool, typer.Option("--no-model", help="option.no_model", show_default=False)] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> int:
    screen = _screen(home)
    if batch is not None and question is None:
        return commands.ask_batch(screen, batch, language, use_model=not no_model)
    return commands.ask(screen, _one(question, batch, screen), language, as_json=as_json, use_model=not no_model)


@app.command(help="command.draft")
def draft(
    profile: Annotated[Path, typer.Option("--profile", metavar="CITY.toml", help="option.profile", show_default=False)],
    language: Annotated[DraftLanguage, typer.Option("--language", help="option.draft_language")] = "auto",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="option.out", show_default=False)] = None,
    ranking: Annotated[bool, typer.Option("--ranking", help="option.ranking", show_default=False)] = False,
    home: Home = None,
) -> int:
    screen = _screen(home)
    if out is None and not ranking:
        raise WrongUsage(say("usage.out_or_ranking", screen.language))
    from ui import drafting

    return drafting.draft(screen.settings, screen.language, profile, None if language == "auto" else language, out, ranking=ranking)


@app.command(help="command.verify")
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="option.verify_file", show_default=False)],
    as_json: AsJson = False,
    home: Home = None,
) -> int:
    screen = _screen(home)
    from ui import drafting

    return drafting.verify(screen.settings, screen.language, file, as_json=as_json)


@app.command(help="command.status")
def status(as_json: AsJson = False, home: Home = None) -> int:
    return commands.status(_screen(home), as_json=as_json)


@app.command(help="command.rebuild")
def rebuild(as_json: AsJson = False, home: Home = None) -> int:
    return commands.rebuild(_screen(home), as_json=as_json)


@app.command(help="command.chat")
def chat(
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="option.port", show_default=False)] = None,
    host: Annotated[str | None, typer.Option("--host", help="option.host", show_default=False)] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="option.no_browser", show_default=False)] = False,
    home: Home = None,
) -> int:
    return commands.chat(_screen(home, port=port, host=host), browser=not no_browser)


@app.command(help="command.bench", context_settings=PASSED_ON)
def bench(context: typer.Context, home: Home = None) -> int:
    return commands.delegate(_screen(home), "eval.bench", context.args)


@app.command("eval", help="command.eval", context_settings=PASSED_ON)
def evaluate(context: typer.Context, home: Home = None) -> int:
    return commands.delegate(_screen(home), "eval", context.args)


people = typer.Typer(no_args_is_help=True, help="command.user")
app.add_typer(people, name="user")
Name = Annotated[str, typer.Argument(metavar="NAME", help="option.name", show_default=False)]


@people.command("add", help="command.user_add")
def user_add(
    name: Name,
    librarian: Annotated[bool, typer.Option("--librarian", help="option.librarian", show_default=False)] = False,
    home: Home = None,
) -> int:
    return users.add(_screen(home), name, librarian=librarian)


@people.command("list", help="command.user_list")
def user_list(home: Home = None) -> int:
    return users.listed(_screen(home))


@people.command("remove", help="command.user_remove")
def user_remove(name: Name, home: Home = None) -> int:
    return users.remove(_screen(home), name)


@people.command("password", help="command.user_password")
def user_password(name: Name, home: Home = None) -> int:
    return users.password(_screen(home), name)


@people.command("token", help="command.user_token")
def user_token(name: Name, home: Home = None) -> int:
    return users.token(_screen(home), name)


class WrongUsage(Exception):
    """Options that do not go together; the message is for the person, the exit code 2."""


def _one(question: str | None, batch: Path | None, screen: Screen) -> str:
    """The question, where there is exactly one and nothing else was given."""
    if batch is not None or question is None or not question.strip():
        raise WrongUsage(say("usage.one_question", screen.language))
    return question.strip()


def _screen(home: Path | None, **chosen: Any) -> Screen:
    """Settings from the home's file and the environment, what was chosen on the command line before both."""
    given = {name: value for name, value in (("home", home and home.expanduser()), *chosen.items()) if value is not None}
    try:
        settings = Settings(**given)
    except ValueError as error:  # pydantic's ValidationError and TOMLDecodeError are both
        language = interface_language()
        raise ResilientError(say("error.settings", language, detail=_first_fault(error))) from error
    return Screen(settings, interface_language(settings.interface))


def _first_fault(error: ValueError) -> str:
    faults: list[dict[str, Any]] = getattr(error, "errors", list)()
    if not faults:
        return str(error)
    field = ".".join(str(part) for part in faults[0].get("loc", ()))
    message = str(faults[0].get("msg", "")).removeprefix("Value error, ")
    return f"{field}: {message}" if field else message


def _with_words(command: Any, language: Language) -> Any:
    """The command with its keys replaced by words, and those of all commands under it."""
    command.help = say(command.help, language)
    command.rich_help_panel = say("panel.commands", language)
    for parameter in command.params:
        parameter.help = say(parameter.help, language)
        option = parameter.param_type_name == "option"
        parameter.rich_help_panel = say("panel.options" if option else "panel.arguments", language)
    _translate_help_option(command, language)
    for under in getattr(command, "commands", {}).values():
        _with_words(under, language)
    return command


def _translate_help_option(command: Any, language: Language) -> None:
    """The `--help` option and the usage line, which Typer makes only when they are asked for."""
    make_option, make_usage = command.get_help_option, command.get_usage

    def get_help_option(context: Any) -> Any:
        option = make_option(context)
        if option is not None:
            option.help = say("option.help", language)
            option.rich_help_panel = say("panel.options", language)
        return option

    command.get_help_option = get_help_option
    command.get_usage = lambda context: make_usage(context).replace("Usage:", say("panel.usage", language), 1)


def _early_language(words: Sequence[str]) -> Language:
    """The interface's language before the options are read: help and wrong usage need it, and a broken setting must not stop them."""
    given: dict[str, Any] = {"home": _early_home(words)}
    try:
        return interface_language(Settings(**given).interface)
    except (ValueError, OSError):
        return interface_language()


def _early_home(words: Sequence[str]) -> Path:
    """The home before the options are read."""
    apart = (after for before, after in pairwise(words) if before == "--home")
    joined = (word.partition("=")[2] for word in words if word.startswith("--home="))
    return next((Path(name).expanduser() for name in (*apart, *joined) if name), default_home())


def _usage_sentence(error: TyperException, language: Language) -> str:
    """What is wrong with the command's words, in one sentence."""
    if language == "en":
        message = terminal.plain(error.format_message()).strip()
        return message if message.endswith((".", "?", "!")) else message + "."
    key = next((f"usage.{kind.__name__}" for kind in type(error).__mro__ if known(f"usage.{kind.__name__}")), "usage.UsageError")
    if key == "usage.UsageError" and "No such command" in error.message:
        key = "usage.NoSuchCommand"
    parameter = getattr(error, "param", None)
    name = getattr(error, "option_name", "") or (parameter and (parameter.metavar or parameter.opts[0])) or ""
    return say(key, language, name=terminal.plain(str(name)))


def _hint(error: TyperException, language: Language) -> str:
    where = getattr(getattr(error, "ctx", None), "command_path", "resilient")
    return (" " if language == "en" else "") + say("usage.hint", language, command=where)


def run(words: Sequence[str]) -> int:
    """Carry out one command and return its exit code; errors a person can act on are one sentence on stderr."""
    language = _early_language(words)
    typer.rich_utils.DEFAULT_STRING = say("panel.default", language)
    command = _with_words(typer.main.get_command(app), language)
    try:
        return int(command.main(list(words), prog_name="resilient", standalone_mode=False) or 0)
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # the help is on the screen by now
            return 2
        return _complain(_usage_sentence(error, language) + _hint(error, language), 2)
    except WrongUsage as error:
        return _complain(str(error), 2)
    except ResilientError as error:
        return _complain(terminal.sentence(error, language), 1)


def _complain(words: str, code: int) -> int:
    print(words, file=sys.stderr)
    return code


def _readable_streams() -> None:
    """UTF-8 out of the program whatever the locale says, and never an error over a character that cannot be shown."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def main() -> None:
    """The entry point: run, and turn whatever was not foreseen into a sentence, a log entry and an exit code."""
    _readable_streams()
    words = sys.argv[1:]
    try:
        code = run(words)
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        code = 130
    except (BrokenPipeError, commands.ReaderLeft):  # the reader of our output has gone: not an error of ours
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:  # the outermost net
        code = _unexpected(error, words)
    raise SystemExit(code)


def _unexpected(error: Exception, words: Sequence[str]) -> int:
    where = log.record(_early_home(words), error)
    return _complain(say("error.unexpected", _early_language(words), name=type(error).__name__, log=where), 1)


if __name__ == "__main__":
    main()
