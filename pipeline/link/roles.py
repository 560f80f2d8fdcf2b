"""Which column of a foreign list is what: roles by header, in Indonesian and English.

When to reach for it: `padan link` on lists that have no layout. A role is a field of a person; several columns may share
one (given name and surname), and the two lists may call it differently. The invariant: a header that is not sure gets no
role; columns without a role are compared only where both lists have them under one header.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Roles = dict[str, tuple[str, ...]]

_HEADERS: Final[dict[str, str]] = {
    "nik": r"nik|nonik|noktp|nikktp|nomorktp|nomorindukkependudukan|nikart|nikkpm|nikpenerima|nikpengurus|ktp",
    "no_kk": r"nokk|kk|nkk|nomorkk|nomorkartukeluarga|nokartukeluarga|kkno|nokel",
    "id_number": r"ssn|socsecid|socialsecuritynumber|socsecnum|nationalid|"
    r"nationalinsurance\w*|nin|passport\w*|idcard|taxid|npwp|medicare\w*|nhs\w*",
    "given_name": r"givenname|fnamec1|firstname1|firstname|forenames?|fname|givennames|namadepan|first|given|prenom|"
    r"namefirst|firstnm|namfrst|vorname|nombres?",
    "middle_name": r"middlename|namemiddle|middlenm|midlname|fnamec2|firstname2|middleinitial|mname|middle|namatengah|mi",
    "surname": r"surname|lnamec1|surname1|lastname|familyname|lname|last|namabelakang|namakeluarga|sname|nom|namelast|"
    r"lastnm|namlast|nachname|apellidos?",
    "name": r"name|fullname|nama|namalengkap|namapenerima|namakpm|namapengurus|namaart|namakrt|"
    r"namaanggota|namasesuaiktp|namalgkp|personname"
    r"|namapemilikrekening|namaanggotakeluarga|namaresponden|namakrtart|penerima|namapenduduk|namawarga",
    "birth_date": r"dob|dateofbirth|birthdate|birthday|tgllahir|tanggallahir|tgllhr|borndate|datebirth|tanggallhr|dobfull",
    "birth_year": r"birthyear|yearofbirth|tahunlahir|thnlahir|yob|byear|by|birthyr|dobyear|yearborn",
    "birth_month": r"birthmonth|monthofbirth|bulanlahir|mob|bmonth|bm|dobmonth",
    "birth_day": r"birthday[_ ]?of[_ ]?month|dayofbirth|harilahir|bday|bd|dobday",
    "age": r"age|umur|usia|ageyears|birthage|ageinyears|agenum",
    "sex": r"sex|gender|jk|jeniskelamin|jenkel|kelamin|lp",
    "birth_place": r"birthplace|placeofbirth|birthstate|bpl|tempatlahir|tmplahir|tmplhr",
    "mother_name": r"mothername|mothersname|namaibu|ibukandung|namaibukandung|mothermaidenname|nmibu|namagadisibukandung",
    "street_number": r"streetnumber|streetno|housenumber|houseno|stnumber|norumah|streetnum|housenum|"
    r"addressnumber|addrnumber|buildingnumber",
    "unit_number": r"unitnumber|unit|apartment|apt|aptnumber|unitno|flat",
    "address": r"address1?|addr|streetname|street|alamat|alamatlengkap|alamatrumah|"
    r"jalan|streetaddress|alamatktp|alamatdomisili|mailingaddress|addressline1",
    "address_2": r"address2|addressline2|addr2",
    "rt": r"rt|nort",
    "rw": r"rw|norw",
    "village_code": r"villagecode|kodedesa|kodekelurahan|kddesa|kodewilayah|kodekel|iddesa|villagecodekemendagri",
    "village_name": r"villagename|village|kelurahan|desa|desakelurahan|kelurahandesa|namakelurahan|namadesa|kel|nmkel|desakel|keldesa",
    "district_name": r"districtname|kecamatan|kec|namakecamatan|nmkec|district",
    "suburb": r"suburb|city|town|locality|kota|kabupaten|kabkota|municipality|regency|regencyname|county",
    "postcode": r"postcode|zipcode|zip|postalcode|kodepos|pcode",
    "state": r"state|province|provinsi|region|provincename",
    "phone": r"phone|phonenumber|telephone|tel|mobile|nohp|hp|notelp|notelepon|telepon|msisdn|nomorhp|phonenum",
    "email": r"email|mail|emailaddress|surel",
}  # fmt: skip
_ABROAD: Final[dict[str, str]] = {
    "id_number": "ssnlast4 last4ssn ssn4 dni cedula curp nif nie cpf codicefiscale bsn nric noic nokadpengenalan nokp cccd cmnd "
    "sochungminh pesel tckimlik",
    "given_name": "prenoms nombrespila voornaam voornamen prenome imie ad nombre1 primernombre first1 rufname",
    "middle_name": "midnm mid tendem segundonombre deuxiemeprenom tussenvoegsel",
    "surname": "familienname achternaam familienaam sobrenome cognome nazwisko soyad apellidopaterno primerapellido nomdefamille "
    "nomfamille ho",
    "name": "naam volledigenaam nomcomplet nometprenom nomprenom nombrecompleto nombreyapellidos nombreyapellido nome nomecompleto "
    "nomeecognome vollername vornachname hovaten hoten hotendem namapenuh pangalan adsoyad nameofbeneficiary beneficiaryname "
    "beneficiary nameofperson nameofpatient nameofmember respondentname clientname namalengkapktp",
    "birth_date": "birth birthdt dtbirth dtofbirth born bdate datedenaissance datenaissance naissance nele fechadenacimiento "
    "fechanacimiento fechanac nacimiento fecnac geburtsdatum gebdatum gebdat geburtstag geboortedatum gebdatums datadenascimento "
    "datanascimento nascimento dtnasc datadinascita datanascita nascita ngaysinh ngaythangnamsinh tarikhlahir dataurodzenia "
    "dogumtarihi petsangkapanganakan",
    "birth_year": "anneedenaissance anonacimiento geburtsjahr geboortejaar annodinascita anodenascimento namsinh tahunkelahiran",
    "age": "edad alter leeftijd idade eta tuoi wiek yas edadanos",
    "sex": "sexe sexo genero geschlecht geslacht sesso gioitinh jantina plec cinsiyet kasarian",
    "birth_place": "lieudenaissance lieunaissance lugardenacimiento lugarnacimiento geburtsort geboorteplaats luogodinascita noisinh "
    "tempatkelahiran",
    "mother_name": "nomdelamere nombredelamadre namaibukandunggadis",
    "street_number": "hausnummer hausnr huisnummer huisnr nrcivico streetnr civico",
    "address": "residence addr1 adresse anschrift strasse str adres straat straatnaam direccion domicilio calle endereco morada rua "
    "indirizzo diachi tirahan",
    "postcode": "codepostal codigopostal plz postleitzahl cep postal poskod kodpocztowy",
    "suburb": "ville ciudad municipio localidad ort stadt wohnort woonplaats plaats gemeente cidade citta comune thanhpho bandar "
    "miasto lungsod commune",
    "state": "provincia estado bundesland provincie kanton canton departement departamento regione negeri tinh voivodeship",
    "phone": "ph phoneno contact contactnumber contactno contactphone cell cellphone cellnumber mobileno mobilenumber tel1 whatsapp wa "
    "nowa teleponhp telefon telefono telefone telefoon handy movil celular numerodetelephone telno telnumber sodienthoai dienthoai "
    "notelefon",
    "email": "correo correoelectronico emailadres courriel",
}  # fmt: skip
"""The same in other languages, accents off."""
_COMPILED: Final = {
    field: re.compile(rf"^(?:{pattern}|{_ABROAD.get(field, field).replace(' ', '|')})$") for field, pattern in _HEADERS.items()
}
_OWN: Final = re.compile(
    r"mailing|mail|home|residence|residential|res|current|permanent|perm|physical|legal|postal|person|personal|patient|voter|"
    r"applicant|customer|client|member|student|primary|full|address|addr|std"
)
"""A word before a field that leaves it the person's own (a spouse's or an employer's address is not)."""
_FORM: Final = re.compile(r"cd|code|desc|text|txt|no|num|number|clean|std|raw|orig")
"""A word behind a field that says how it is written."""
_STAYS: Final = re.compile(r"ayah|bapak|ibu|father|mother|maiden|parents?|suffix|prefix|soundex|metaphone|phonetic|alias|nick(?:name)?")
"""A word beside a field that keeps it a fact about the person."""
_WHEN: Final = re.compile(r"date|time|timestamp|datetime|tanggal|tgl|waktu|jam|period|periode|tahap|created|updated|modified|submitted")
"""When something happened (a visit, a payment) is no fact about the person, unless it is the birth."""
_GROUPED: Final = re.compile(r"^(.+)[/:-]([^/:-]+)$")
"""Kobo and ODK put the name of a question's group before it (DOMAIN §3, form exports)."""
FIELDS_OF_A_GROUP: Final = 2
_IDS: Final = re.compile(
    r"^(?:record_?id|rec_?id|id|row|row_?id|no|nomor|no\.?_?urut|urut|index|uid|uuid|unique_?id|.*_row_?id)$", re.IGNORECASE
)


def role_of(header: str) -> str | None:
    """The field a header names, or None. Case, spaces and signs do not matter, nor words that say which of a person's own it is."""
    told = re.sub(r"\(.*?\)", "", header)
    return _exactly(told) or next((field for field in map(_exactly, _without_asides(told)) if field), None)


def _exactly(header: str) -> str | None:
    bare = re.sub(r"[^a-z0-9]", "", _plain(header).lower())
    return next((field for field, pattern in _COMPILED.items() if pattern.match(bare)), None)


def _without_asides(header: str) -> list[str]:
    """The header without a word of `_OWN` in front, of `_FORM` behind, and without both: MAILING_ADDRESS_ZIPCODE, state_cd."""
    words = _words(header)
    front = next((k for k, word in enumerate(words[:-1]) if not _OWN.fullmatch(word)), len(words) - 1)
    ends = [len(words)] + [len(words) - 1] * (bool(_FORM.fullmatch(words[-1])) if words else 0)
    parts = [words[k:end] for k in range(front + 1) for end in ends]
    return [" ".join(part) for part in parts if part and part != words]


def _words(header: str) -> list[str]:
    return re.findall(r"[a-z]+|[0-9]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", _plain(header)).lower())


def _plain(header: str) -> str:
    """Letters without their accents."""
    return unicodedata.normalize("NFKD", header.replace("đ", "d").replace("Đ", "D").replace("ł", "l").replace("ı", "i"))


def looks_like_id(header: str) -> bool:
    """Does the header name a row number or record id rather than a fact about a person."""
    return bool(_IDS.match(header.strip().replace(" ", "_")))


def of_another(header: str) -> bool:
    """Does the header name a field of somebody or something else: employer_name, spouse_birth_date, nama_petugas, survey_date.

    Parents are facts about the person, and so are the parts of a name.
    """
    words = _words(header)
    if role_of(header) is None and any(map(_WHEN.fullmatch, words)):
        return True
    if len(words) < 2 or role_of(header) or _OWN.fullmatch(words[0]) or any(map(_STAYS.fullmatch, words)):
        return False
    return any(_exactly(" ".join(part)) or looks_like_id("_".join(part)) for part in (words[1:], words[2:], words[:-1]) if part)


def guess_roles(left_columns: Sequence[str], right_columns: Sequence[str] | None = None) -> Roles:
    """Field → the columns that hold it, left list's first. Of two columns of one list for one field
    the one with the plainer header counts, then the first."""
    out: dict[str, list[str]] = {}
    for columns in (left_columns, right_columns or ()):
        seen: set[str] = set()
        told = _without_group(columns)
        for column in sorted(columns, key=lambda c: (told[c] != c, _exactly(told[c]) is None)):
            field = role_of(told[column])
            if field is None or field in seen:
                continue
            seen.add(field)
            if column not in out.setdefault(field, []):
                out[field].append(column)
    return {field: tuple(columns) for field, columns in out.items()}


def _without_group(columns: Sequence[str]) -> dict[str, str]:
    """Each header as it is read: less the group of a form (`intro/nama`, `intro:nama`, `intro-nama`), of the group that holds most fields.

    Other groups are of others (`petugas/nama`), and so is a group with one field.
    """
    parted = {c: found.groups() for c in columns if role_of(c) is None and (found := _GROUPED.match(c))}
    fields: dict[str, set[str]] = {}
    for group, rest in parted.values():
        fields.setdefault(group, set()).update(filter(None, [role_of(rest)]))
    most = max(fields, key=lambda group: len(fields[group]), default="")
    if len(fields.get(most, ())) < FIELDS_OF_A_GROUP:
        return {c: c for c in columns}
    return {c: parted[c][1] if c in parted and parted[c][0] == most else c for c in columns}


def columns_of(roles: Mapping[str, Sequence[str]], field: str, columns: Sequence[str]) -> list[str]:
    """The columns of one list that play a role, in the order of the role."""
    return [c for c in roles.get(field, ()) if c in columns]
