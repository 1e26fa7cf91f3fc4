"""Is somebody told what went wrong in the language asked for, wherever that stands and whatever is wrong there?"""

from __future__ import annotations

from pathlib import Path

import pytest

from cx_cli.settings.spoken import spoken


@pytest.mark.parametrize(
    ("arguments", "environ", "settings", "locale"),
    [
        ([], {}, "", "en"),
        (["report", "--locale", "it"], {"CX_LOCALE": "ro"}, "", "it"),
        (["report", "--locale=it", "--locale", "ro"], {}, "", "ro"),
        (["report", "--locale", "tlh"], {"CX_LOCALE": "ro"}, "", "ro"),
        (["report", "--locale"], {}, 'locale = "it"', "it"),
        ([], {"CX_LOCALE": "ro"}, 'locale = "it"', "ro"),
        ([], {}, 'locale = "it"\nlocale = ', "it"),
        ([], {}, "locale = 'ro'\nperiod = month", "ro"),
        ([], {}, "locale = 3\n", "en"),
        ([], {}, '[data]\nlocale = "it"', "en"),
    ],
)
def test_the_strongest_place_that_names_a_language_has_the_say(
    arguments: list[str], environ: dict[str, str], settings: str, locale: str, tmp_path: Path
) -> None:
    (tmp_path / "cx.toml").write_text(settings, encoding="utf-8")
    (tmp_path / "below").mkdir()
    for folder in (tmp_path, tmp_path / "below"):
        assert spoken(arguments, environ, folder).locale == locale


def test_a_file_that_is_named_hides_the_ones_around_and_a_missing_one_is_no_matter(tmp_path: Path) -> None:
    (tmp_path / "cx.toml").write_text('locale = "it"', encoding="utf-8")
    (tmp_path / "other.toml").write_text('locale = "ro"', encoding="utf-8")
    assert spoken(["check", "--config", "other.toml"], {}, tmp_path).locale == "ro"
    assert spoken([], {"CX_CONFIG": "gone.toml"}, tmp_path).locale == "en"
    assert spoken([], {"CX_CONFIG": "gone.toml"}, tmp_path, tmp_path / "cx.toml").locale == "it"
    assert spoken([], {}, None).locale == "en"


def test_a_project_speaks_in_its_own_table(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.cx]\nlocale = "it"', encoding="utf-8")
    assert spoken([], {}, tmp_path).locale == "it"
    (tmp_path / "pyproject.toml").write_text('tool = "x"\nlocale = "it"', encoding="utf-8")
    assert spoken([], {}, tmp_path).locale == "en"
