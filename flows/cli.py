"""`padan`: the command line. One file a group of commands in `flows/commands`; here only the door.

When to reach for it: to add a command (import it, name it below). The invariants: importing this costs no polars and no
Prefect, so that `padan --help` is quick; every ending is an exit code of DESIGN and, when it is not 0, one sentence; no
traceback unless PADAN_DEBUG=1.
"""

from __future__ import annotations

import gc
import inspect
import os
import re
import sys
import traceback
from typing import TYPE_CHECKING

from flows.console import debugging, out, say, set_up
from flows.failures import told
from pipeline.errors import BAD_INPUT, PadanError
from pipeline.store.files import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cyclopts import App

_ENDINGS = "Exit codes: 0 done, 1 findings (only with `--fail-on findings`), 2 bad input or configuration, 3 an expected source is missing."
_FOLDERS = (
    "Files go into DATA/raw/YYYY-MM/, results come out in DATA/clean/YYYY-MM/current/reports/. "
    "DATA is `data` here, or what `--data` or PADAN_DATA says."
)


def examples(command: Callable[..., object]) -> str:
    """The examples of a command's docstring, which the help prints below its options."""
    text = inspect.cleandoc(command.__doc__ or "").partition("Examples\n--------\n")[2]
    lines = [line.strip() for line in text.replace("```", "").splitlines() if line.strip()]
    return "Examples:\n\n" + "\n\n".join(f"    {line}" for line in lines) if lines else ""


def _version() -> str:
    from importlib.metadata import version

    return version("padan")


def build() -> App:
    """The whole command line as an object (also for tests and the documentation)."""
    from cyclopts import App

    from flows.commands import answers, audit, care, doctor, field, layout, link, month, serve, synth
    from flows.commands import inspect as inspect_command

    app = App(
        name="padan",
        help="Reconcile registry, payments and surveys month by month: who was paid and should not have been, "
        "who should have been paid and was not, where money went missing.",
        help_epilogue=f"{_ENDINGS}\n\n{_FOLDERS}",
        version=_version,
        help_format="markdown",
    )
    named: dict[str, Callable[..., object]] = {
        "demo": synth.demo,
        "inspect": inspect_command.inspect,
        "check": month.check,
        "run": month.run,
        "link": link.link,
        "answers": answers.answers,
        "sample": field.sample,
        "worklist": field.worklist,
        "backfill": month.backfill,
        "nightly": month.nightly,
        "serve": serve.serve,
        "synth": synth.synth,
        "doctor": doctor.doctor,
        "purge": care.purge,
        "whois-in": care.whois_in,
    }
    for number, (name, command) in enumerate(named.items()):
        app.command(command, name=name, sort_key=number, help_epilogue=examples(command))
    questions = App(name="audit", help="Prove, repeat, compare and explain past runs.", sort_key=len(named))
    for command in (audit.verify, audit.runs, audit.rerun, audit.diff, audit.explain, audit.pack):
        questions.command(command, help_epilogue=examples(command))
    app.command(questions)
    shapes = App(name="layout", help="Layouts of files: list them, or teach Padan a new one.", sort_key=len(named) + 1)
    for command in (layout.list_layouts, layout.adopt):
        shapes.command(command, name=command.__name__.removesuffix("_layouts"), help_epilogue=examples(command))
    app.command(shapes)
    return app


def prepare(tokens: Sequence[str]) -> list[str]:
    """Tokens as the parser can take them: `--data DIR` may come first; an existing file called `-x.csv` is a file."""
    rest = list(tokens)
    while rest and (rest[0] == "--data" or rest[0].startswith("--data=")):
        first = rest.pop(0)
        if "=" in first:
            os.environ["PADAN_DATA"] = first.partition("=")[2]
        elif rest:
            os.environ["PADAN_DATA"] = rest.pop(0)
    return [f"./{t}" if t.startswith("-") and t.strip("-") and os.path.lexists(t) else t for t in rest]


_GRAMMAR = {
    r"Unknown option: (\S+?)\.": r"Pilihan \1 tidak dikenal.",
    r'Unknown command "(.+?)"\.': r"Perintah \1 tidak dikenal.",
    r'Command "(.+?)" parameter (\S+) requires an argument\.': r"Perintah \1 memerlukan nilai untuk \2.",
    r'Invalid value (?:"(.*?)" )?for (\S+?)[.:] unable to convert "(.*?)".*': r'Nilai "\3" untuk \2 tidak dapat dipakai.',
    r'Invalid value "(.*?)" for (\S+)\.': r'Nilai "\1" untuk \2 tidak dapat dipakai.',
    r"Unused Tokens: \[(.*)\]\.": r"Kelebihan kata: \1.",
    r"Choose from: ": "Pilihannya: ",
    r'Did you mean "?(.+?)"?\?': r"Mungkin maksudnya \1?",
    r" Available commands: .*": "",
}
"""What the command-line library says in English of a command nobody can follow, and how the officer reads it."""


def in_indonesian(sentence: str) -> str:
    """The library's sentence in the officer's language; words it never said before stay."""
    for english, indonesian in _GRAMMAR.items():
        sentence = re.sub(english, indonesian, sentence)
    return sentence


def _is_of_usage(error: BaseException) -> bool:
    """Whether the command-line library did not understand the command."""
    from cyclopts import CycloptsError

    return isinstance(error, CycloptsError)


def ended(error: BaseException) -> int:
    """Say in one sentence how a command failed, and give its exit code."""
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else BAD_INPUT if error.code else 0
    if isinstance(error, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    if _is_of_usage(error):
        say(f"padan: {label(in_indonesian(' '.join(str(error).split())))} `padan --help` menyebut semua perintah dan pilihan.")
        return BAD_INPUT
    failure = told(error)
    say(f"padan: {failure.sentence}")
    return failure.exit_code


MEMORY = "background_thread:true,dirty_decay_ms:50,muzzy_decay_ms:0"
"""What polars' allocator is told before polars is loaded: give memory back soon. A city's month peaks 300 MiB lower for it."""
MEMORY_OF_A_FILE = "background_thread:true,dirty_decay_ms:1000,muzzy_decay_ms:0"
"""The same for a look at a file: a second later. Half a million rows take 0.3 s of 2.3 less, and 475 MB instead of 435."""


def main(tokens: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    set_up()
    try:
        given = prepare(sys.argv[1:] if tokens is None else tokens)
        look = given[:1] == ["inspect"]
        os.environ.setdefault("_RJEM_MALLOC_CONF", MEMORY_OF_A_FILE if look else MEMORY)
        if look:
            from pipeline.read.contained.workers import warm_up

            warm_up()  # the reading process starts while this one imports the rest
        app = build()
        if not given:
            app.help_print([])
            return BAD_INPUT
        result = app(given, exit_on_error=False, print_error=False, result_action="return_value")
    except BaseException as error:  # noqa: BLE001  (the boundary: also pyo3 panics, which are no Exception)
        if debugging() and not isinstance(error, (PadanError, SystemExit)) and not _is_of_usage(error):
            traceback.print_exc()
        return ended(error)
    if isinstance(result, str):
        out(result)
    return result if isinstance(result, int) else 0


def script() -> None:
    """The console script. What a command leaves at its end goes with the process; nothing of it is searched for cycles first."""
    code = main()
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    script()
