"""Columns that are ticked: answers of a visit, what became of the money, the months that were paid.

Reach for it while the columns of one table are settled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.read.columns.headers import Heading, key, meaning, spelt_out, tokens
from pipeline.read.columns.marks import STANDING, SURVEY, visited
from pipeline.read.columns.month_columns import Run, month_runs
from pipeline.read.columns.month_words import spoken_runs, words_of
from pipeline.read.columns.recognise import middle_year, say_field
from pipeline.read.columns.status import CROSSES, is_ticked
from pipeline.read.columns.together import Join
from pipeline.read.refusal import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.read.columns.headers import Assignment, Vocabulary
    from pipeline.read.columns.samples import Columns, Samples


def answered_pairs(headings: Sequence[Heading], samples: Samples, vocabulary: Vocabulary) -> dict[int, str]:
    """Columns ticked under yes or no of a question in the row above (`Layak | Ya, Tidak`; `Keberadaan | Ada, Tidak Ada`), with the answer
    that a tick stands for; "" where it says nothing (`Meninggal | Tidak`)."""
    found: dict[int, str] = {}
    for column, heading in enumerate(headings):
        last = spelt_out(heading.readings[-1])
        asked = spelt_out(heading.text).removesuffix(last).strip()
        if last not in _YES_NO or not asked or not is_ticked(samples.column(column), vocabulary):
            continue
        yes, words = not last.startswith("tidak"), set(tokens(asked))
        if words & {"keberadaan", "ditemui", "ditemukan"}:
            found[column] = "DITEMUI" if yes else "TIDAK DITEMUI"
        elif words & {"layak", "kelayakan"}:
            found[column] = "LAYAK" if yes else "TIDAK LAYAK"
        elif vocabulary.values["result"].fullmatch(asked):
            found[column] = asked.upper() if yes else ""
    return found


_YES_NO = frozenset({"ya", "tidak", "ada", "tidak ada"})


def ticked_receipts(headings: Sequence[Heading], samples: Samples, vocabulary: Vocabulary) -> dict[int, str]:
    """The columns ticked under yes and no of the question whether aid came (`Menerima bantuan | Ya, Tidak`), with the answer; none where
    several such questions stand."""
    found: dict[str, dict[int, str]] = {}
    for column, heading in enumerate(headings):
        last = spelt_out(heading.readings[-1])
        asked = spelt_out(heading.text).removesuffix(last).strip()
        if last in ("ya", "tidak", "sudah", "belum") and asked and is_ticked(samples.column(column), vocabulary):
            said = meaning(Heading(asked), vocabulary)
            if said is not None and said.fields == ("received",):
                found.setdefault(asked, {})[column] = "YA" if last in ("ya", "sudah") else "TIDAK"
    pairs = [pair for pair in found.values() if sorted(pair.values()) == ["TIDAK", "YA"]]
    return pairs[0] if len(pairs) == len(found) == 1 else {}


def ticked_desils(headings: Sequence[Heading], samples: Samples, vocabulary: Vocabulary) -> dict[int, str]:
    """Columns of one desil each, ticked (`Desil 1 | Desil 2 | …`; `Desil` over 1, 2, …), with that desil: three or more, each desil once,
    never two of them in one row."""
    found: dict[int, str] = {}
    for column, heading in enumerate(headings):
        words = tokens(heading.text)
        numbers = [word for word in words if word.isdigit()]
        if (
            words[:1] == ("desil",)
            and set(words) <= {"desil", "d", "ke", *numbers}
            and len(set(numbers)) == 1
            and 1 <= int(numbers[0]) <= _DESILS
        ):
            found[column] = str(int(numbers[0]))
    cells = [samples.column(c) for c in found]
    alone = all(sum(cell.strip().lower() not in _UNTICKED for cell in row) <= 1 for row in zip(*cells, strict=True))
    told = len(found) > 2 and len(set(found.values())) == len(found) and all(is_ticked(column, vocabulary) for column in cells)
    return found if told and alone and any(cell.strip().lower() not in _UNTICKED for column in cells for cell in column) else {}


_REMARKS = ("ket", "catatan", "alasan", "sebab")
"""How the header of remarks begins, as a key."""
_DESILS = 10
_UNTICKED = frozenset({"", "-", "0", "false", "tidak", "t"}) | CROSSES


def ticked_sexes(headings: Sequence[Heading], samples: Samples, vocabulary: Vocabulary) -> dict[int, str]:
    """Two columns side by side, one for each sex, of which each row ticks one (`L | P`; `Jenis Kelamin` over Lk, Pr)."""
    for column in range(len(headings) - 1):
        pair = [_SEXES.get(spelt_out(heading.readings[-1]), "") for heading in headings[column : column + 2]]
        if sorted(pair) != ["L", "P"]:
            continue
        cells = [samples.column(c) for c in (column, column + 1)]
        ticked = [[cell.strip().lower() not in _UNTICKED for cell in column_cells] for column_cells in cells]
        alone = not any(one and other for one, other in zip(*ticked, strict=True)) and all(map(any, ticked))
        if alone and all(is_ticked(column_cells, vocabulary) for column_cells in cells):
            return {column: pair[0], column + 1: pair[1]}
    return {}


_SEXES = dict.fromkeys(("l", "lk", "laki laki", "laki", "pria"), "L") | dict.fromkeys(("p", "pr", "perempuan", "wanita"), "P")


def place_sexes(sexes: Mapping[int, str], found: Columns) -> None:
    """The sex of each row is that of its ticked column, in a list that does not say it otherwise."""
    if sexes and "sex" not in found.fields:
        found.fields["sex"] = next(iter(sexes))
        found.joins["sex"] = Join(tuple(sexes), words=sexes)


def place_desils(desils: Mapping[int, str], found: Columns) -> None:
    """The desil of each row is that of its ticked column."""
    if desils:
        found.fields["desil"] = next(iter(desils))
        found.joins["desil"] = Join(tuple(desils), words=desils)


def no_tick(name: str, column: int, samples: Samples, vocabulary: Vocabulary) -> bool:
    """A column headed MENINGGAL or LAYAK is an answer only when its cells are ticks."""
    if not name.startswith("result_tick:"):
        return False
    return not is_ticked(samples.column(column), vocabulary)


def answers_in_words(assignment: Assignment, samples: Samples, vocabulary: Vocabulary, found: Columns) -> None:
    """A column headed LAYAK or MENINGGAL that says yes or no in words is the result, or who is dead; the result is also one headed
    LAYAK whose codes stand for results."""
    asked = assignment.columns.get("result_tick:LAYAK")
    said = _yes_or_no(cells := samples.column(asked)) or _are_results(cells, vocabulary) if asked is not None else False
    if asked is not None and said and "result" not in {*assignment.columns, *assignment.conflicts}:
        found.fields.pop("result_tick:LAYAK", None)
        found.fields["result"] = asked
    dead = assignment.columns.get("result_tick:MENINGGAL")
    if dead is not None and middle_year([v.strip() for v in samples.column(dead) if v.strip()]):
        found.fields.setdefault("deceased_on", dead)  # `Wafat` over days
    if dead is not None and "deceased" not in found.fields and (_yes_or_no(samples.column(dead)) or _of_a_registry(found)):
        found.fields["deceased"] = dead
        found.fields.pop("result_tick:MENINGGAL", None)


def _are_results(cells: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether every filled cell of a column is the word of a result."""
    said = {cell.strip() for cell in cells} - {""}
    return len(said) > 1 and all(vocabulary.values["result"].fullmatch(cell) for cell in said)


def _of_a_registry(found: Columns) -> bool:
    """Whether a list tells of the members of families where they stand, and no answer but a tick for the dead."""
    ticks = [name for name in found.fields if name.startswith("result_tick:")]
    return len(ticks) == 1 and len(STANDING & found.fields.keys()) > 1 and not SURVEY & found.fields.keys()


def further_ticks(assignment: Assignment, headings: Sequence[Heading], samples: Samples, vocabulary: Vocabulary, found: Columns) -> None:
    """Columns ticked for one answer in two degrees (`MENINGGAL (ada ahli waris)`, `MENINGGAL (tunggal)`) are two answers."""
    names = [name for name in (*assignment.columns, *assignment.conflicts) if name.startswith("result_tick:")]
    for name in names:
        first = assignment.columns.get(name)
        further = (*assignment.conflicts.get(name, ()), *assignment.others.get(name, ()))
        columns = [c for c in ((first,) if first is not None else ()) + further if is_ticked(samples.column(c), vocabulary)]
        if not further or not columns:
            continue
        found.fields.pop(name, None)
        for column in columns:
            words = " ".join(headings[column].readings[-1].upper().split())
            found.fields[f"result_tick:{words}" if words.upper() != name.split(":", 1)[1] else name] = column


def place_ticks(ticks: Mapping[int, str], headings: Sequence[Heading], found: Columns) -> None:
    """Columns ticked where the money went the way their header says are the state of a pay list, or what was received in a visit."""
    if not ticks:
        return
    name = "received" if visited(found.fields.keys() - {"visited_on"}) and "amount" not in found.fields else "state"
    if name in found.fields:
        told = key(headings[found.fields[name]].text)
        if name != "state" or len(ticks) < 2 or "state_note" in found.fields or not told.startswith(_REMARKS):
            return
        found.fields["state_note"] = found.fields.pop(name)  # `Salur | Tidak Salur | Keterangan`: the remark is why not
    found.fields[name] = next(iter(ticks))
    found.joins[name] = Join(tuple(ticks), words=ticks)
    told = ", ".join(f"'{shown(headings[c].text)}'" for c in ticks)
    found.notes.append(f"Centang di kolom {told} dibaca sebagai {say_field(name)}.")


def place_months(
    months: Mapping[int, str],
    title: str,
    headings: Sequence[Heading],
    samples: Samples,
    vocabulary: Vocabulary,
    found: Columns,
) -> None:
    """Columns of months are the period of each row and what was paid in it."""
    if not months or visited(found.fields) or {"period", "month"} & found.fields.keys():
        return
    cells = {c: samples.column(c) for c in range(len(headings))}
    runs: Mapping[str, Run] = month_runs(months, found.fields.get("amount"), title, headings, cells, vocabulary)
    if words := words_of(months, samples, vocabulary):
        runs = spoken_runs(months, found.fields.get("amount"), title, headings, words, runs["period"].quarters)
    for name, run in runs.items():
        if name != "state" or "state" not in found.fields:
            if name == "amount" and run.each is None:
                found.fields[name] = run.columns[0]  # a rate beside it (`Jumlah per bulan`) is no money of anybody's
            found.fields.setdefault(name, next(iter(months)))
            found.joins[name] = run
    told = ", ".join(f"'{shown(headings[c].text)}'" for c in months)
    found.notes.append(
        f"Kolom {told} dibaca sebagai uang tiap bulan atau tahap: periode dan jumlah tiap baris dihitung dari kolom yang terisi."
    )


def _yes_or_no(cells: Sequence[str]) -> bool:
    """Whether a column says of each person, in words, yes or no (or alive and dead)."""
    return {v.strip().upper() for v in cells} - {""} <= {"YA", "TIDAK", "Y", "T", "HIDUP", "MENINGGAL", "BELUM", "SUDAH", "TDK"} and any(
        cells
    )
