"""Which language a paper is in, told offline by its script and its commonest words.

A library that knows a hundred languages costs 64 MB and seconds to load; what matters here is whether a paper
is in English, and which language to name where it is not.
"""

# ruff: noqa: RUF001 - words of other languages are meant as they are

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

_SCRIPTS: Mapping[str, str] = MappingProxyType(
    {
        "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean", "ARABIC": "Arabic",
        "HEBREW": "Hebrew", "GREEK": "Greek", "DEVANAGARI": "Hindi", "BENGALI": "Bengali", "TAMIL": "Tamil",
        "TELUGU": "Telugu", "THAI": "Thai", "GEORGIAN": "Georgian", "ARMENIAN": "Armenian",
        "ETHIOPIC": "Amharic", "CJK": "Chinese", "KHMER": "Khmer", "LAO": "Lao", "MYANMAR": "Burmese",
        "SINHALA": "Sinhala", "GUJARATI": "Gujarati", "GURMUKHI": "Punjabi", "KANNADA": "Kannada",
        "MALAYALAM": "Malayalam",
    }
)  # fmt: skip
_WORDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        language: frozenset(words.split())
        for language, words in {
            "English": "the of and to in for was with that is on at as by from has have this her his we "
            "she he they be"
            " are were an it or which been their will not who",
            "German": "der die das und ist nicht mit für von dem den des ein eine einer im auf sie er "
            "wir als auch wird"
            " hat sich bei zum zur wurde nach über durch dass ihre seine",
            "French": "le la les des et est dans pour une du que qui sur par avec au aux ce cette son sa "
            "ses elle nous"
            " été pas il plus ont était",
            "Spanish": "el la los las de que y en un una por con para del se su es al como fue ha sus "
            "más lo este esta"
            " ella desde entre también",
            "Portuguese": "o os a as de que e em um uma por com para do da dos das no na se seu sua é ao "
            "como foi mais"
            " não ela desde pela pelo também",
            "Italian": "il lo la gli le di che e in un una per con del della dei delle nel si è al come "
            "sono stato"
            " anche ha suo sua alla dal nella questo più",
            "Dutch": "de het een en van in is dat op te met voor zijn aan niet door ze hij wij als bij "
            "ook heeft werd"
            " naar uit haar deze wordt",
            "Polish": "i w na z do się nie jest że od przez dla oraz jego jej jako który która po za "
            "pracy był była"
            " roku są to o ze",
            "Czech": "a v na se je že do s z pro jako který která byl byla od po jeho její také ve není "
            "jsou roku při",
            "Slovak": "a v na sa je že do s z pre ako ktorý ktorá bol bola od po jeho jej tiež vo nie sú "
            "roku pri",
            "Croatian": "i u na je se da za od s iz su kao koji koja bio bila po nije te o sa biti "
            "njegov njezin godine",
            "Romanian": "și în de la cu pe un o care din este pentru nu a fost mai prin ca sau sunt lui "
            "ei acest",
            "Hungarian": "a az és hogy nem is egy van volt meg mint de el ez csak már vagy kell azt sem "
            "ha után által",
            "Swedish": "och i att det som en på är av för med den till har inte ett hon han vi om från "
            "var ska under",
            "Norwegian": "og i at det som en på er av for med den til har ikke et hun han vi om fra var "
            "skal ble",
            "Danish": "og i at det som en på er af for med den til har ikke et hun han vi om fra var "
            "skal blev",
            "Finnish": "ja on ei se että oli hän joka mutta ovat kun myös tai kuin sekä olla hänen "
            "vuonna hyvin",
            "Turkish": "ve bir bu için ile olarak da de olan çok daha gibi kadar sonra ne en tarafından "
            "olduğu yılında",
            "Vietnamese": "và của là có được cho các trong với một không đã này người những tại từ đến "
            "để cô anh",
            "Indonesian": "yang dan di dengan untuk dari pada ini adalah dalam tidak itu sebagai oleh "
            "telah ke akan"
            " kami beliau tahun",
            "Swahili": "na ya wa kwa katika ni za la kuwa hii yake wake huu cha kama pia mwaka",
            "Catalan": "el la els les de que i en un una per amb del es al com ha més aquest aquesta "
            "també seva va",
            "Russian": "и в не на с что по как он она из для это к от был была которые также года его её",
            "Ukrainian": "і в не на з що по як він вона із для це до від був була які також року його її та",
            "Bulgarian": "и в не на с че по като той тя от за това е до беше които също година неговата се",
            "Serbian": "и у не на са да је као он она из за то од био била који такође године његов се",
        }.items()
    }
)
_TOKEN = re.compile(r"[^\W\d_]+")
_LEAST_WORDS = 20
_ENGLISH_SHARE = 0.08  # of all words that are common English ones; running text has 0.3 and more
_LEAST_SHARE = 0.12  # the same for other languages, whose short words are names and units elsewhere
_LEAST_DISTINCT = 4  # of their common words with two letters or more
_MAIN_SCRIPT = 0.4  # of all letters
_READ = 20_000  # characters; a paper tells its language early

UNDERSTOOD = "English"
"""The language that criteria, letters and CVs are read in."""


def name_language(text: str) -> str | None:
    """Return the language of a text in English ("German"); None where it is too short or unlike any known.

    A paper that has English beside another language is in English: a translation often holds its original.
    """
    text = text[:_READ]
    language = _read_script(text)
    if language is not None:
        return language
    words = [word.lower() for word in _TOKEN.findall(text)]
    if len(words) < _LEAST_WORDS:
        return None
    counts = Counter(words)
    hits = {name: sum(counts[word] for word in known) for name, known in _WORDS.items()}
    if hits[UNDERSTOOD] >= _ENGLISH_SHARE * len(words):
        return UNDERSTOOD
    best = max(hits, key=lambda name: hits[name])
    distinct = sum(word in counts for word in _WORDS[best] if len(word) > 1)
    return best if hits[best] >= _LEAST_SHARE * len(words) and distinct >= _LEAST_DISTINCT else None


def _read_script(text: str) -> str | None:
    """Return the language of a script that few languages share; Latin and Cyrillic ones are told by words."""
    letters = [one for one in text[:2_000] if one.isalpha()]
    scripts = Counter(
        unicodedata.name(one, "").split(" ", maxsplit=1)[0] for one in letters if not one.isascii()
    )
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > _MAIN_SCRIPT / 8 * len(letters):
        return "Japanese"
    found = next((script for script, _ in scripts.most_common(1) if script in _SCRIPTS), None)
    return _SCRIPTS[found] if found and scripts[found] >= _MAIN_SCRIPT * len(letters) else None
