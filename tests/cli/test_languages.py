"""Is a person answered in their language, on stderr too, and does a machine read the same bytes in every one?"""

from __future__ import annotations

import re

import pytest

from tests.cli.program import Done, all_of, tickets

EITHER = "ticket_id,created_at\n1,03/04/2026 10:15\n2,05/06/2026 11:00\n"
COMMANDS: dict[str, list[str]] = {
    "report": ["report", "t.csv", "--format", "json"],
    "inspect": ["inspect", "either.csv", "--format", "json"],
    "metrics": ["metrics", "csat", "--format", "json"],
    "reconcile": ["reconcile", "first_reply_time", "t.csv", "--between", "zendesk,intercom", "--format", "json"],
}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Done]:
    folder = tmp_path_factory.mktemp("languages")
    (folder / "t.csv").write_text(tickets(60), encoding="utf-8")
    (folder / "either.csv").write_text(EITHER, encoding="utf-8")
    (folder / "broken").mkdir()
    (folder / "broken" / "cx.toml").write_text('locale = "ro"\nperiod = month\n', encoding="utf-8")
    both = {
        f"{name} {locale}": [*words, "--locale", locale] for name, words in COMMANDS.items() for locale in ("en", "it")
    }
    return all_of(
        folder,
        {
            **both,
            "error": ["report", "either.csv", "--locale", "it"],
            "settings": ["report", "t.csv", "--config", "broken/cx.toml"],
            "page": ["inspect", "either.csv", "--locale", "ro", "--format", "plain"],
            "walk": ["reconcile", "first_reply_time", "t.csv", "--between", "zendesk,intercom", "--locale", "it"],
            "help": ["check", "--locale", "ro", "--help"],
            "usual help": ["check", "--help"],
            "topic": ["help", "date-order", "--locale", "ro"],
        },
    )


def test_an_error_is_told_whole_in_the_reader_s_language(done: dict[str, Done]) -> None:
    assert (done["error"].code, done["error"].err.splitlines()) == (
        3,
        [
            "errore: either.csv, riga 2: l'ordine di giorno e mese in created_at non si può stabilire",
            "  primo:  03/04/2026 10:15   è 3 aprile o 4 marzo",
            "  prova:  cx report either.csv --date-order dmy",
            "  [date-order]",
        ],
    )


def test_so_is_one_of_the_settings_that_name_the_language(done: dict[str, Done]) -> None:
    assert done["settings"].code == 2
    assert done["settings"].err.splitlines()[0] == "eroare: broken/cx.toml, linia 2: nu este TOML: valoare nevalidă"


def test_what_was_decided_on_a_file_is_told_with_its_reasons(done: dict[str, Done]) -> None:
    page = done["page"].out
    assert "ordinea zilei și a lunii în created_at nu poate fi stabilită" in page
    assert "fiecare octet examinat este ASCII" in page
    assert "03/04/2026 10:15   este 3 aprilie sau 4 martie" in page
    assert "; sigur: fiecare antet este numele unei coloane" in page


def test_a_walk_says_its_steps_and_what_has_to_be_remarked(done: dict[str, Done]) -> None:
    assert "intercom: là in orario lavorativo" in done["walk"].out
    assert "instead of" not in done["walk"].out


def test_a_topic_is_explained_and_its_commands_stay_as_they_are(done: dict[str, Done]) -> None:
    assert "  --date-order dmy   # 03/04 este 3 aprilie; cu mdy este 4 martie" in done["topic"].out.splitlines()


def test_help_is_told_with_the_same_options(done: dict[str, Done]) -> None:
    told, usual = done["help"].out, done["usual help"].out
    assert told.startswith("Utilizare: cx check [OPTIONS]")
    assert "Iese cu 0 oricare ar fi verdictele." in told
    assert "Exit 0 whatever the verdicts are." in usual
    assert re.findall(r"^  (-\S+)", told, re.MULTILINE) == re.findall(r"^  (-\S+)", usual, re.MULTILINE) != []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_machine_reads_the_same_in_every_language(command: str, done: dict[str, Done]) -> None:
    english, italian = (done[f"{command} {locale}"] for locale in ("en", "it"))
    assert (italian.code, italian.out) == (english.code, english.out)
    assert english.out
