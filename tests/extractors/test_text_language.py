"""The language of a text: sure, or None."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.normalise.text_language import language_of

TEXTS = {
    "en": "You will own the roadmap of our billing product and work with engineers and designers to learn what our customers need.",
    "de": "Du verantwortest die Roadmap unseres Abrechnungsprodukts und arbeitest mit Entwicklern und Designern eng zusammen.",
    "fr": "Vous êtes responsable de la feuille de route de notre produit de facturation et travaillez avec les développeurs.",
    "es": "Serás responsable de la hoja de ruta de nuestro producto de facturación y trabajarás con el equipo de desarrollo y de diseño.",
    "nl": "Je bent verantwoordelijk voor de roadmap van ons facturatieproduct en werkt samen met ontwikkelaars en ontwerpers.",
    "pt": "Você será responsável pelo roteiro do nosso produto de faturamento e trabalhará com as equipes de desenvolvimento e de design.",
    "pl": "Będziesz odpowiadać za plan rozwoju naszego produktu do fakturowania i współpracować z programistami oraz projektantami.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_says_its_language(language: str) -> None:
    assert language_of(TEXTS[language]) == language


def test_tags_scripts_and_addresses_have_no_language() -> None:
    script = "<script>" + "function you will own the roadmap of our product(); " * 20 + "</script>"
    html = f"<div class='content the and of'>{script}<p>{TEXTS['de']}</p><a href='https://jobs.example/the-and-of'>https://jobs.example</a></div>"
    assert language_of(html) == "de"


@pytest.mark.parametrize("text", ["", "Product Manager", "1234 " * 200, "https://jobs.example/a-long-path-of-words " * 9, "<p></p>" * 50])
def test_too_little_text_has_none(text: str) -> None:
    assert language_of(text) is None


@given(st.text(st.characters()))
def test_whatever_the_text_it_is_a_code_or_none(text: str) -> None:
    language = language_of(text * 5)
    assert language is None or (len(language) == 2 and language.islower())


def test_threads_may_ask_at_once() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(language_of, list(TEXTS.values()) * 4)) == list(TEXTS) * 4


@pytest.mark.parametrize("text", ["<style>" * 50_000, "<" * 300_000, "a@" * 100_000, "ab " * 300_000, "&lt;" * 100_000])
def test_hostile_text_costs_little(text: str) -> None:
    language_of(TEXTS["en"])
    begun = time.process_time()
    language_of(text)
    assert time.process_time() - begun < 0.5
