"""Making, checking and revoking API keys, and the signed cookies that stand for one in a browser."""

import hashlib
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cached_property

from itsdangerous import BadSignature, TimestampSigner

from proof_of_talent.domain.errors import InvalidInputError, NotFoundError, StoreUnavailableError
from proof_of_talent.domain.keys import ApiKey, NewKey, Scope, digest_secret, make_key, split_token
from proof_of_talent.domain.ports import AuditEntry, AuditStore, KeyStore, SecretStore

USE_PRECISION = timedelta(minutes=1)
"""The last use is noted at most this often, so that reading figures stays free of writes."""

SHORTEST_SECRET = 32
"""Characters of a secret that we did not make."""

COOKIE_LIFE = timedelta(hours=12)
"""How long a browser stays signed in."""

_COOKIE_SECRET = "cookie_key"  # noqa: S105 - the secret's name in the store


class Keyring:
    """The service's API keys. What it says is read from the store each time: a revoked key ends at once."""

    def __init__(
        self, keys: KeyStore, audit: AuditStore, secrets: SecretStore, clock: Callable[[], datetime]
    ) -> None:
        self._keys = keys
        self._audit = audit
        self._secrets = secrets
        self._clock = clock

    def create(
        self, name: str, scopes: tuple[Scope, ...], *, actor: str, life: timedelta | None = None
    ) -> NewKey:
        """Make a key, for good or for a time; its token is in the answer and nowhere else.

        Raises:
            InvalidInputError: no name, or no scope.
        """
        now = self._clock()
        try:
            made = make_key(name.strip(), scopes, now)
        except ValueError:
            raise InvalidInputError(
                "A key needs a name (at most 100 characters) and at least one scope.", field="name"
            ) from None
        if life is not None:
            made = made._replace(key=made.key.model_copy(update={"expires_at": now + life}))
        self._keys.add(made.key)
        self._note(now, actor, "key_created", made.key)
        return made

    def adopt(self, name: str, scopes: tuple[Scope, ...], token: str, *, actor: str) -> ApiKey:
        """Keep a key that somebody else made.

        Raises:
            ValueError: the token is not one, or too short to be safe.
        """
        parts = split_token(token)
        if parts is None or len(parts[1]) < SHORTEST_SECRET:
            raise ValueError("not a key")
        now = self._clock()
        key = ApiKey(id=parts[0], name=name, scopes=scopes, digest=digest_secret(parts[1]), created_at=now)
        self._keys.add(key)
        self._note(now, actor, "key_created", key)
        return key

    def complete_id(self, beginning: str) -> str:
        """Return the id of the one key that begins like this.

        Raises:
            InvalidInputError: several do.
            NotFoundError: none does.
        """
        found = [key.id for key in self._keys.list_all() if beginning and key.id.startswith(beginning)]
        if len(found) > 1:
            raise InvalidInputError(f"{len(found)} keys begin like this. Give more of the id.", field="key")
        if not found:
            raise _KeyNotFoundError
        return found[0]

    def revoke(self, key_id: str, *, actor: str) -> ApiKey:
        """End a key for good; again is no error.

        Raises:
            NotFoundError: there is no such key.
        """
        now = self._clock()
        before = self._find(key_id)
        if before is None:
            raise _KeyNotFoundError
        if before.revoked_at is not None:
            return before
        revoked = self._keys.change(key_id, lambda key: key.model_copy(update={"revoked_at": now}))
        self._note(now, actor, "key_revoked", revoked)
        return revoked

    def list(self) -> list[ApiKey]:
        """Return all keys, revoked ones too, oldest first."""
        return self._keys.list_all()

    def has_any(self) -> bool:
        """Tell whether a key was ever made: from then on the service asks for one."""
        return bool(self._keys.list_all())

    def has_active(self) -> bool:
        """Tell whether any key still opens something."""
        return any(key.is_active(self._clock()) for key in self._keys.list_all())

    def check(self, token: str) -> ApiKey | None:
        """Return the key that a token opens, and note its use; None when it opens nothing."""
        parts = split_token(token)
        key = None if parts is None else self._find(parts[0])
        if parts is None or key is None or not key.opens_with(parts[1]):
            return None
        if not key.is_active(self._clock()):
            return None
        self._note_use(key)
        return key

    def make_cookie(self, key: ApiKey) -> str:
        """Return a cookie that stands for a key until `COOKIE_LIFE` is over or the key is revoked."""
        return self._signer.sign(key.id).decode()

    def check_cookie(self, cookie: str) -> ApiKey | None:
        """Return the key that a cookie stands for; None when it is not ours, too old, or its key revoked."""
        try:
            key_id = self._signer.unsign(cookie[:200], max_age=int(COOKIE_LIFE.total_seconds())).decode()
        except BadSignature:
            return None
        key = self._find(key_id)
        if key is None or not key.is_active(self._clock()):
            return None
        self._note_use(key)
        return key

    def _find(self, key_id: str) -> ApiKey | None:
        return next((key for key in self._keys.list_all() if key.id == key_id), None)

    def _note_use(self, key: ApiKey) -> None:
        now = self._clock()
        if key.last_used_at is None or now - key.last_used_at >= USE_PRECISION:
            with suppress(StoreUnavailableError):  # a full disk keeps nobody from reading
                self._keys.change(key.id, lambda kept: kept.model_copy(update={"last_used_at": now}))

    def _note(self, now: datetime, actor: str, action: str, key: ApiKey) -> None:
        details = {"key": key.id, "name": key.name, "scopes": list(key.scopes)}
        self._audit.add(AuditEntry(at=now, actor=actor, action=action, details=details))

    @cached_property
    def _signer(self) -> "_CookieSigner":
        secret = self._secrets.read(_COOKIE_SECRET, lambda: secrets.token_hex(32))
        return _CookieSigner(secret, self._clock)


class _KeyNotFoundError(NotFoundError):
    code = "key_not_found"

    def __init__(self) -> None:
        super().__init__("There is no key with this id. `proof-of-talent keys list` shows them.")


class _CookieSigner(TimestampSigner):
    """Signs a key's id with the moment, by our clock."""

    def __init__(self, secret: str, clock: Callable[[], datetime]) -> None:
        super().__init__(secret, salt="cookie", key_derivation="hmac", digest_method=hashlib.sha256)
        self._clock = clock

    def get_timestamp(self) -> int:
        """Return seconds since 1970."""
        return int(self._clock().timestamp())
