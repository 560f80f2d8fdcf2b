"""The pages: what they say, that they say it safely, and that both languages say it."""

from __future__ import annotations

import hashlib
import html
import re
from html.parser import HTMLParser

import polars as pl
import pytest

from pipeline.report.model import LinkSummary
from pipeline.report.packing import area_names, packets
from pipeline.report.rows import case_rows
from pipeline.report.sections_lists import changes_section
from pipeline.report.sheets import FileFact, minutes_page, visit_page
from pipeline.report.summary import headlines, more_lines, summary_page
from pipeline.report.words import Words
from schemas import tables
from schemas.answers import DECISIONS
from schemas.codes import CaseKind
from schemas.kinds import case_kinds
from tests.hostile import MARKUP
from tests.report_month import month_report

ALLOWED_LINKS = re.compile(r"#[a-z]+")


class Reader(HTMLParser):
    """Collects tags, attributes and text of a page."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data):
        self.text.append(data)


def read(page):
    reader = Reader()
    reader.feed(page.decode("utf-8"))
    return reader


def summary(report, language="id"):
    return summary_page(report, area_names(report), {"kasus": 3, "publik": 0}, language)


@pytest.fixture(scope="module")
def page():
    return summary(month_report(400))


def test_the_page_needs_nothing_and_runs_nothing(page):
    reader = read(page)
    policy = [v for tag, name, v in reader.attributes if tag == "meta" and name == "content"]
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in policy
    assert not {"script", "link", "iframe", "object", "img", "form"} & set(reader.tags)
    assert not [name for _, name, _ in reader.attributes if name.startswith("on") or name == "src"]
    assert all(ALLOWED_LINKS.fullmatch(v) for _, name, v in reader.attributes if name in {"href", "xlink:href"})
    assert ("html", "lang", "id") in reader.attributes


def test_the_headline_says_who_was_left_out_and_who_was_paid_beside_the_rule():
    rates = pl.DataFrame(
        [
            (
                "exclusion_error",
                "SEMBAKO",
                "family",
                "167108",
                "SAKO",
                "2025-05",
                205,
                61,
                1234,
                205 / 1234,
                205 / 1234,
                266 / 1234,
                "sensus",
            ),
            ("inclusion_error", "SEMBAKO", "family", "167108", "SAKO", "2025-05", 50, 0, 1100, 50 / 1100, 50 / 1100, 50 / 1100, "sensus"),
        ],
        schema=tables.polars_schema(tables.Rates),
        orient="row",
    )
    (card,) = headlines(month_report(1, rates=rates), Words())
    assert card.title == "Program Sembako"
    assert [(t.number, t.label, t.detail) for t in card.tiles] == [
        ("16,6\u00a0%", "205 dari 1.234 keluarga yang berhak belum dibayar", "bisa sampai 21,6\u00a0%"),
        ("4,5\u00a0%", "50 dari 1.100 keluarga yang dibayar tampak tidak berhak menurut aturan", ""),
    ]


def test_families_and_persons_stand_side_by_side_in_the_language_of_the_page():
    indonesian, english = (" ".join("".join(read(summary(month_report(20), language)).text).split()) for language in ("id", "en"))
    assert "Membagi 498 dengan 2.351 memberi 21,2 %, tetapi angka itu membagi keluarga dengan jiwa" in indonesian.replace("\u00a0", " ")
    assert "Dividing 498 by 2,351 gives 21.2%, but that divides families by persons" in english


def test_reopened_cases_name_the_fields_that_changed():
    report = month_report(40)
    reopened = report.changes.filter(pl.col("change") == "DIBUKA_LAGI").height
    assert changes_section(report, Words()).lines == [f"Dibuka lagi karena berubah: tanggal lahir ({reopened})."]
    assert changes_section(report, Words("en")).lines == [f"Reopened because these changed: birth date ({reopened})."]


def test_no_rate_says_so_and_divides_nothing():
    bare = month_report(1, rates=tables.empty(tables.Rates))
    assert headlines(bare, Words()) == []
    assert Words()("head_none") in more_lines(bare, Words())


def test_what_changed_stands_first_and_each_rate_beside_its_definition(page):
    text = page.decode()
    assert re.findall(r'<section id="(\w+)">', text)[:2] == ["perubahan", "intisari"]
    whole = text[text.index(Words()("rates_total")) :]
    assert whole.index(Words()("def_exclusion_error_text")) < whole.index("</table>")


def test_an_empty_month_has_every_section_and_says_that_it_is_empty():
    bare = month_report(
        1,
        cases=tables.empty(tables.Cases),
        evidence=tables.empty(tables.CaseEvidence),
        rates=tables.empty(tables.Rates),
        entitlements=tables.empty(tables.Entitlements),
        payments=tables.empty(tables.Payments),
        chain=tables.empty(tables.Chain),
        coverage=tables.empty(tables.Coverage),
        accounts=pl.DataFrame(),
        changes=pl.DataFrame(),
        programmes=pl.DataFrame(),
        links=LinkSummary(),
        previous_run=None,
    )
    text = " ".join(read(summary(bare)).text)
    for key in ("rates_none", "money_none", "coverage_none", "cases_none", "senders_none", "links_none", "open_none", "changes_first"):
        assert Words()(key) in text


def test_identity_cases_and_bd00_are_said_to_be_no_targeting_errors(page):
    text = " ".join(read(page).text)
    assert "tidak pernah dihitung sebagai salah sasaran" in text
    assert "ndikasi, belum diverifikasi" in text


@pytest.mark.parametrize("hostile", MARKUP)
def test_hostile_names_are_only_text(hostile):
    report = month_report(40)
    evil = month_report(
        40,
        office=hostile,
        notes=(hostile,),
        accounts=report.accounts.with_columns(pl.lit(hostile).alias("problem"), pl.lit(hostile).alias("sender")),
        evidence=report.evidence.with_columns(pl.lit(hostile).alias("a_name"), pl.lit(hostile).alias("address")),
        areas=pl.DataFrame({"code": ["167108", "1671081002"], "name": [hostile, hostile]}),
    )
    rows = case_rows(evil)
    pages = [summary(evil), visit_page(evil, packets(evil, rows, area_names(evil))[0]), minutes_page(evil, hostile, "1", rows, [])]
    for content in pages:
        reader = read(content)
        assert not {"script", "img", "h1 onload"} & set(reader.tags)
        assert not [n for _, n, _ in reader.attributes if n.startswith("on")]
        assert hostile in "".join(reader.text)


def test_both_languages_have_every_word_and_the_same_places():
    words = Words()
    from pipeline.report.words import _table

    for key, texts in _table().items():
        assert all(texts.values()), key
        assert set(re.findall(r"\{(\w+)\}", texts["id"])) == set(re.findall(r"\{(\w+)\}", texts["en"])), key
    assert words.month("2025-05") == "Mei 2025"
    assert Words("en").month("2025-05") == "May 2025"


def test_the_english_twin_has_the_same_figures(page):
    report = month_report(400)
    english = summary(report, "en")
    assert ("html", "lang", "en") in read(english).attributes
    assert page.count(b"<tr>") == english.count(b"<tr>")
    assert b"1,234" in english
    assert b"1.234" in page


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda w: w.number(1234567), "1.234.567"),
        (lambda w: w.number(-5), "−5"),
        (lambda w: w.percent(0.1661), "16,6\u00a0%"),
        (lambda w: w.percent(None), "–"),
        (lambda w: w.rupiah(-200000), "−Rp200.000"),
    ],
)
def test_numbers_are_written_as_indonesians_write_them(call, told):
    assert call(Words()) == told


def test_the_page_is_the_same_twice_and_holds_no_long_number(page):
    assert summary(month_report(400)) == page
    assert not re.search(rb"\d{10}", page)


def test_minutes_match_the_rows_and_the_files():
    report = month_report(70, villages={"1671081002": "SAKO"})
    rows = case_rows(report)
    content = b"abc"
    facts = [FileFact("kasus.csv", 58, hashlib.sha256(content).hexdigest())]
    text = " ".join(" ".join(read(minutes_page(report, "SAKO", "1671081002", rows, facts)).text).split())
    waiting = rows.filter(~pl.col("status_kasus").str.starts_with("SELESAI"))
    assert f"{rows.height} kasus , yaitu {waiting.height} terbuka" in text
    assert hashlib.sha256(content).hexdigest() in text
    assert all(i in text for i in waiting["id_kasus"])


def test_a_visit_sheet_holds_each_case_once_desk_first_and_no_number_of_a_person():
    report = month_report(200, villages={"1671081002": "SAKO"})
    (packet,) = packets(report, case_rows(report), area_names(report))
    content = visit_page(report, packet).decode()
    assert all(content.count(f" {i} ") == 1 for i in packet.rows["id_kasus"])
    assert content.index("Di meja dulu") < content.index("<h2>Kunjungan")
    desk = content[: content.index("<h2>Kunjungan")]
    asked = packet.rows.filter(pl.col("place") == "meja")
    assert asked.height > 10
    for name, case in asked.select("nama", "id_kasus").iter_rows():  # whoever sits at the desk must know whose NIK is damaged
        assert re.search(rf"<b>{re.escape(html.escape(name or 'Tanpa nama'))}</b>[^<]* {case} ", desk)
    assert "******" not in content
    assert not re.search(r"\d{6}", re.sub(r"\{[^}]*\}|kasus_\S+|#\w+", "", content))


def test_every_kind_has_a_meaning_a_place_and_a_closed_list():
    assert set(case_kinds()) == {k.value for k in CaseKind}
    for kind, facts in case_kinds().items():
        assert facts.title() != facts.title("en")
        assert facts.meaning().endswith(".")
        assert DECISIONS[facts.answers]
        assert (facts.place == "meja") == (kind[:2] in {"ID", "BD"} or kind == "IE-WL")
