"""The language of a paper, told offline."""

# ruff: noqa: E501, RUF001 - texts of other languages are kept as they are

import pytest

from proof_of_talent.judging.papers.languages import name_language

TEXTS = {
    "English": "The committee has chosen her work for the prize, which is given every year to an engineer who has "
    "changed how the field works and whose results are used by others.",
    "German": "Die Jury hat ihre Arbeit für den Preis ausgewählt, der jedes Jahr an eine Ingenieurin vergeben wird, "
    "die das Fach verändert hat und deren Ergebnisse von anderen genutzt werden.",
    "French": "Le jury a choisi son travail pour le prix, qui est donné chaque année à une ingénieure dont les "
    "résultats sont utilisés par les autres et qui a changé la manière de travailler.",
    "Spanish": "El jurado ha elegido su trabajo para el premio, que se da cada año a una ingeniera que ha cambiado "
    "la forma de trabajar y cuyos resultados son usados por otros en el mundo.",
    "Portuguese": "O júri escolheu o seu trabalho para o prémio, que é dado todos os anos a uma engenheira que mudou "
    "a forma de trabalhar e não é uma distinção comum na área da engenharia.",
    "Italian": "La giuria ha scelto il suo lavoro per il premio, che è dato ogni anno a una persona che ha cambiato "
    "il modo di lavorare nel settore e i cui risultati sono usati dagli altri.",
    "Dutch": "De jury heeft haar werk voor de prijs gekozen, die elk jaar aan een ingenieur wordt gegeven en die het "
    "vak heeft veranderd, met resultaten die door anderen worden gebruikt.",
    "Polish": "Jury wybrało jej pracę do nagrody, która jest przyznawana co roku osobie, która zmieniła dziedzinę i "
    "której wyniki są używane przez innych w kraju oraz za granicą.",
    "Turkish": "Jüri bu yıl onun çalışmasını ödül için seçti ve bu ödül her yıl alanı değiştiren bir mühendise "
    "verilir, çünkü sonuçları daha sonra başkaları tarafından da kullanılır.",
    "Vietnamese": "Ban giám khảo đã chọn công trình của cô cho giải thưởng này và đây là giải được trao mỗi năm cho "
    "một kỹ sư với những kết quả có ích cho các người khác trong ngành.",
    "Russian": "Жюри выбрало её работу для премии, которая каждый год вручается инженеру и результаты которой "
    "используются также другими, как это было в прошлом году и от того не меньше.",
    "Ukrainian": "Журі обрало її роботу для премії, яка щороку вручається інженеру та результати якої також "
    "використовуються іншими, як це було від початку і до цього року у світі.",
    "Japanese": "審査委員会は今年の賞に彼女の研究を選びました。この賞は毎年、分野を変えた技術者に贈られます。",
    "Chinese": "评审委员会今年选择了她的作品获奖。该奖项每年授予改变了该领域的工程师,其成果被他人使用。",
    "Korean": "심사위원회는 올해의 상에 그녀의 연구를 선정했습니다. 이 상은 매년 분야를 바꾼 기술자에게 수여됩니다.",
    "Arabic": "اختارت لجنة التحكيم عملها للجائزة التي تمنح كل عام لمهندسة غيرت هذا المجال ويستخدم الآخرون نتائجها.",
}  # fmt: skip


@pytest.mark.parametrize("language", TEXTS)
def test_running_text_tells_its_language(language):
    assert name_language(TEXTS[language]) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024  USD 12,160\n2025  USD 28,458",
        "Preis der Jury 2025",
        "Steam 18,204  Itch 4,100  Switch 3,900\nBR 41%  US 22%  PT 9%  UK 8%\n" * 4,
        "Maré Baixa, São Paulo, Rua Augusta 12, Luíza Tavares Moura, Estúdio Caranguejo Ltda, CNPJ 11.111",
    ],
)
def test_names_and_figures_have_no_language(text):
    assert name_language(text) is None


def test_a_translation_that_holds_its_original_is_english():
    assert name_language(TEXTS["German"] + "\nCertified translation\n" + TEXTS["English"]) == "English"
