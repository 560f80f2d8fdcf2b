from pathlib import Path

import pytest

from pipeline.errors import PadanError
from pipeline.store import office_settings
from schemas.settings import Settings


def test_no_file_means_the_shipped_defaults(tmp_path: Path) -> None:
    assert office_settings(tmp_path) == Settings()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("packet_row = 3\n", "packet_row: pengaturan ini tidak dikenal. Mungkin maksudnya packet_rows?"),
        (
            "[linkage]\nreview_probabilty = 0.3\n",
            "linkage.review_probabilty: pengaturan ini tidak dikenal. Mungkin maksudnya review_probability?",
        ),
        ("packet_rows = 'many'\n", "packet_rows: isinya tidak dapat dipakai (input should be a valid integer"),
        ("packet_rows = \n", "bukan TOML yang benar"),
    ],
)
def test_a_wrong_key_is_named_with_the_nearest_known_one(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "settings.toml").write_text(text)
    with pytest.raises(PadanError) as error:
        office_settings(tmp_path)
    assert said in str(error.value)
    assert str(error.value).startswith("settings.toml: ")
