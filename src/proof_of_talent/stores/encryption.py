"""Documents, and the private parts of clients, encrypted at rest: AES-256-GCM around any store, with keys
that can be rotated.
"""

import base64
import binascii
import hashlib
import os
from collections.abc import Callable, Mapping, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from proof_of_talent.domain.application import Session
from proof_of_talent.domain.errors import SetupError, TalentError
from proof_of_talent.domain.ports import DocumentStore, PrivateStore, Store

KEY_BYTES = 32
_MAGIC = b"\x00POT1"
"""Files do not begin like this by chance, so documents from before encryption was turned on stay readable."""
_PLAIN = b"\x00POT0"
"""Stands before a content that is kept as it came and begins like one of ours."""
_FINGERPRINT = 4
_NONCE = 12
_HEAD = len(_MAGIC) + _FINGERPRINT + _NONCE


class LockedDocumentError(TalentError):
    """A document cannot be decrypted: its key is not among those given, or it was changed (503)."""

    code = "locked_document"
    status_code = 503

    def __init__(self) -> None:
        super().__init__(
            "A document cannot be decrypted. The operator of this service must set the key that it "
            "was encrypted with (PROOF_OF_TALENT_ENCRYPTION_KEY)."
        )


class Cipher:
    """Seals contents with the first key and opens those sealed with any."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._ciphers = {fingerprint(key): AESGCM(key) for key in keys}
        self._first = fingerprint(keys[0]) if keys else None

    def seal(self, content: bytes, place: str) -> bytes:
        """Encrypt a content for one place, where alone it can be opened; without keys it stays as it is."""
        if self._first is None:
            return _PLAIN + content if content.startswith((_MAGIC, _PLAIN)) else content
        nonce = os.urandom(_NONCE)
        sealed = self._ciphers[self._first].encrypt(nonce, content, place.encode())
        return _MAGIC + self._first + nonce + sealed

    def open(self, content: bytes, place: str) -> bytes:
        """Decrypt a content; one that was never encrypted is returned as it is.

        Raises:
            LockedDocumentError: its key is missing, or it was changed or moved.
        """
        if not content.startswith(_MAGIC):
            return content.removeprefix(_PLAIN)
        mark = content[len(_MAGIC) : len(_MAGIC) + _FINGERPRINT]
        nonce = content[len(_MAGIC) + _FINGERPRINT : _HEAD]
        cipher = self._ciphers.get(mark)
        if cipher is None:
            raise LockedDocumentError
        try:
            return cipher.decrypt(nonce, content[_HEAD:], place.encode())
        except (InvalidTag, ValueError):
            raise LockedDocumentError from None


class EncryptedDocuments:
    """Implements `ports.DocumentStore` over another one, which sees sealed contents only."""

    def __init__(self, documents: DocumentStore, cipher: Cipher) -> None:
        self._documents = documents
        self._cipher = cipher

    def add(
        self, session_id: str, contents: Mapping[str, bytes], change: Callable[[Session], Session]
    ) -> Session:
        """See `ports.DocumentStore`."""
        sealed = {
            name: self._cipher.seal(content, f"{session_id}/{name}") for name, content in contents.items()
        }
        return self._documents.add(session_id, sealed, change)

    def read(self, session_id: str, document_id: str) -> bytes:
        """See `ports.DocumentStore`."""
        return self._cipher.open(self._documents.read(session_id, document_id), f"{session_id}/{document_id}")

    def remove(self, session_id: str, document_id: str, change: Callable[[Session], Session]) -> Session:
        """See `ports.DocumentStore`."""
        return self._documents.remove(session_id, document_id, change)


class EncryptedPrivate:
    """Implements `ports.PrivateStore` over another one, which sees sealed contents only."""

    def __init__(self, private: PrivateStore, cipher: Cipher) -> None:
        self._private = private
        self._cipher = cipher

    def read(self, client_id: str) -> bytes | None:
        """See `ports.PrivateStore`."""
        return self._open(self._private.read(client_id), client_id)

    def change(self, client_id: str, change: Callable[[bytes | None], bytes]) -> None:
        """See `ports.PrivateStore`."""
        self._private.change(
            client_id, lambda sealed: self._cipher.seal(change(self._open(sealed, client_id)), client_id)
        )

    def _open(self, sealed: bytes | None, client_id: str) -> bytes | None:
        return None if sealed is None else self._cipher.open(sealed, client_id)


def fingerprint(key: bytes) -> bytes:
    """Return a few bytes that tell keys apart and tell nothing of the key."""
    return hashlib.sha256(b"proof-of-talent key " + key).digest()[:_FINGERPRINT]


def read_keys(parts: Sequence[str]) -> list[bytes]:
    """Return keys from their base64 form.

    Raises:
        SetupError: one is not 32 bytes in base64; it is not repeated.
    """
    keys = []
    for part in parts:
        try:
            key = base64.b64decode(part.replace("-", "+").replace("_", "/"), validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != KEY_BYTES:
            raise SetupError(
                "PROOF_OF_TALENT_ENCRYPTION_KEY must hold 32 bytes in base64: openssl rand -base64 32.",
                field="PROOF_OF_TALENT_ENCRYPTION_KEY",
            )
        keys.append(key)
    return keys


def encrypt_documents(store: Store, keys: Sequence[bytes]) -> Store:
    """Return a store that encrypts with the first key and decrypts with all. Without keys it encrypts
    nothing, and says so of what was encrypted.
    """
    cipher = Cipher(keys)
    return store.with_parts(
        documents=EncryptedDocuments(store.documents, cipher), private=EncryptedPrivate(store.private, cipher)
    )
