"""Text in the wrong letters is told from text in any language."""

import random

import pytest

from proof_of_talent.extraction.legibility import is_legible

ENGLISH = (
    "Led the tactile gripper project at Halden Robotics and published the method for others to build on; "
    "forty factories in Norway use it today. In 2022 she won the Lovelace Medal of the society for her work"
)
LANGUAGES = {
    "German": "Sie leitete das Projekt für taktile Greifer und veröffentlichte das Verfahren für andere",
    "Polish": "Kierowała zespołem w latach 2019-2024, absolwentka Politechniki, nagroda ministra",
    "Turkish": "Teknik Üniversitesi'nde yüksek lisans öğrencilerine ders veriyorum",
    "Finnish": "Hän johti kosketusherkän tarttujan hanketta ja julkaisi menetelmän muiden käyttöön",
    "Welsh": "Mae hi wedi gweithio fel peiriannydd ym Mhrifysgol Bangor ers dwy flynedd ac wedi ennill",
    "Vietnamese": "Cô ấy đã lãnh đạo dự án tay gắp xúc giác và công bố phương pháp cho những người khác",
    "names": "Zhang Xiaoqing, Xu Jizhi, Qian Xuesen, Zhou Qunfei, Huang Zhizhong, Wu Jianxiong, Hua Luogeng",
    "codes": "AWS EC2 S3 RDS, K8s, CI/CD, NLP, LLM, GPU, CUDA, PyTorch, TF2, C++17, GRPC, HTTP2, TLS, PKI",
    "links": "doi:10.1109/ICRA40945.2020.9197124; arXiv:2001.08361; https://github.com/x/y; ISBN 978-3",
    "Russian": "Руководила проектом " * 5,
}


@pytest.mark.parametrize(
    "text", [*LANGUAGES.values(), ENGLISH, ENGLISH.upper()], ids=[*LANGUAGES, "English", "loud"]
)
def test_text_in_a_language_is_legible(text):
    assert is_legible(text)


@pytest.mark.parametrize("by", [-29, -3, -1, 1, 2, 13, 29, 33])
def test_shifted_text_is_not(by):
    shifted = bytes((ord(sign) + by) % 256 for sign in ENGLISH)
    assert not is_legible(shifted.decode("cp1252", "replace"))


def test_text_in_other_letters_is_mostly_not():
    """An order of letters may by chance have usual pairs."""
    legible = 0
    for seed in range(50):
        letters = list("abcdefghijklmnopqrstuvwxyz")
        random.Random(seed).shuffle(letters)
        order = str.maketrans("abcdefghijklmnopqrstuvwxyz", "".join(letters))
        legible += is_legible(ENGLISH.lower().translate(order))
    assert legible <= 8


def test_a_page_is_not_legible_whose_second_half_is_not():
    assert not is_legible(ENGLISH * 2 + "".join(chr(ord(sign) + 1) for sign in ENGLISH * 2))


def test_capitals_inside_words_show_that_another_script_is_none():
    assert not is_legible("".join(chr(0x410 + ord(sign) * 7 % 64) for sign in ENGLISH))
