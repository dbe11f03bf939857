"""The parts of a Word document and how they refer to each other.

Parts are found by relationships, as Word finds them, and not by name: Word Online calls the text
`document2.xml`, other programs write capital letters or back slashes.
"""

import io
import posixpath
import zipfile
import zlib
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from proof_of_talent.extraction.failures import UnreadableFileError
from proof_of_talent.extraction.limits import ExtractionLimits

STRICT_NAMES = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/", b"http://schemas.openxmlformats.org/wordprocessingml/2006/"),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)  # fmt: skip
"""The strict form of the format has names of its own for the same things."""

USUAL_MAIN_PART = "word/document.xml"
MOST_RELATIONSHIPS = 5_000
ZIP_START = b"PK\x03\x04"


class Relationship(NamedTuple):
    """What one part says of another; `kind` is the last word of its type, such as `header`."""

    kind: str
    target: str


class Package:
    """A zip file of parts. Names are compared without regard to capitals and kinds of slashes.

    Raises:
        UnreadableFileError: `damaged`, `encrypted` or, from `read`, `unpacks_too_large`.
    """

    def __init__(self, content: bytes, limits: ExtractionLimits, budget: "list[int] | None" = None) -> None:
        """Open a package; one inside another shares its `budget`, the bytes that may still be unpacked."""
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError, OSError):
            raise UnreadableFileError("damaged") from None
        self._entries = {fold_part_name(entry.filename): entry for entry in self._archive.infolist()}
        self.budget = budget or [limits.unpacked_bytes]

    def has(self, name: str) -> bool:
        """Return whether there is such a part."""
        return fold_part_name(name) in self._entries

    def list_names(self) -> list[str]:
        """Return the parts' names, folded and in order."""
        return sorted(self._entries)

    def read(self, name: str, most: int | None = None) -> bytes:
        """Return a part. What the directory says of its size is checked first, and again while unpacking,
        because it may lie; all parts that are read share one limit.
        """
        entry = self._entries[fold_part_name(name)]
        limit = min(self.budget[0], most) if most is not None else self.budget[0]
        if entry.file_size > limit:
            raise UnreadableFileError("unpacks_too_large")
        try:
            with self._archive.open(entry) as stream:
                data = stream.read(limit + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
            raise UnreadableFileError("damaged") from None
        except RuntimeError:  # how zipfile says that a part needs a password
            raise UnreadableFileError("encrypted") from None
        self.budget[0] -= len(data)
        if len(data) > limit:
            raise UnreadableFileError("unpacks_too_large")
        return data

    def parse(self, name: str) -> etree._Element:
        """Return a part's XML, with the names of the usual form of the format."""
        return parse_xml(_use_usual_names(self.read(name)))

    def read_relationships(self, part: str) -> dict[str, Relationship]:
        """Return what a part refers to inside the package, by id; the package itself is the part ''."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.has(path):
            return {}
        found: dict[str, Relationship] = {}
        for element in list(self.parse(path))[:MOST_RELATIONSHIPS]:
            if not isinstance(element.tag, str) or element.get("TargetMode") == "External":
                continue
            target = unquote(element.get("Target", "").replace("\\", "/"))
            resolved = target if target.startswith("/") else posixpath.join(folder, target)
            kind = element.get("Type", "").rsplit("/", 1)[-1]
            found[element.get("Id", "")] = Relationship(kind, fold_part_name(posixpath.normpath(resolved)))
        return found

    def find_main_part(self) -> str | None:
        """Return the name of a Word document's text, None where the package is something else."""
        for relationship in self.read_relationships("").values():
            if relationship.kind == "officeDocument" and self.has(relationship.target):
                return relationship.target if self._is_word(relationship.target) else None
        return USUAL_MAIN_PART if self.has(USUAL_MAIN_PART) else None

    def _is_word(self, part: str) -> bool:
        if part.startswith("word/"):
            return True
        if not self.has("[Content_Types].xml"):
            return False
        types = [element for element in self.parse("[Content_Types].xml") if isinstance(element.tag, str)]
        own = (one for one in types if fold_part_name(one.get("PartName", "")) == part)
        usual = (one for one in types if one.get("Extension", "?").lower() == part.rpartition(".")[2])
        found = next(own, next(usual, None))
        return found is not None and "wordprocessingml" in found.get("ContentType", "")


def fold_part_name(name: str) -> str:
    """Return a part's name in small letters, with slashes and without one, or a `./`, in front."""
    return name.replace("\\", "/").removeprefix("./").lstrip("/").lower()


def parse_xml(data: bytes) -> etree._Element:
    """Parse XML without entities, outside files or the network.

    Raises:
        UnreadableFileError: `damaged`.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise UnreadableFileError("damaged") from None
    if (
        root.getroottree().docinfo.internalDTD is not None
    ):  # word processors write none; only an attack has one
        raise UnreadableFileError("damaged")
    return root


def _use_usual_names(data: bytes) -> bytes:
    if b"purl.oclc.org" in data:
        for strict, usual in STRICT_NAMES:
            data = data.replace(strict, usual)
    return data
