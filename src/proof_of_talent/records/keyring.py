"""Making, checking and revoking API keys, and the browsers that are signed in by them."""

import hmac
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from proof_of_talent.domain.errors import InvalidInputError, NotFoundError, StoreUnavailableError
from proof_of_talent.domain.keys import (
    ApiKey,
    BrowserSignIn,
    NewKey,
    Scope,
    digest_secret,
    make_key,
    make_sign_in,
    split_token,
)
from proof_of_talent.domain.ports import AuditEntry, AuditStore, KeyStore

USE_PRECISION = timedelta(minutes=1)
"""The last use is noted at most this often, so that reading figures stays free of writes."""

SHORTEST_SECRET = 32
"""Characters of a secret that we did not make."""

MOST_SIGN_INS = 50
"""Browsers that one key keeps signed in; of more, the ones signed in longest ago are signed out."""


class Keyring:
    """The service's API keys. What it says is read from the store each time: a revoked key ends at once."""

    def __init__(self, keys: KeyStore, audit: AuditStore, clock: Callable[[], datetime]) -> None:
        self._keys = keys
        self._audit = audit
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

    def sign_in(self, key: ApiKey) -> str:
        """Sign a browser in by a key and return its cookie. It ends with `SIGN_IN_LIFE` or `SIGN_IN_IDLE`, by
        signing out, or with the key.
        """
        made, secret = make_sign_in(self._clock())

        def add(kept: ApiKey) -> ApiKey:
            others = kept.list_sign_ins(made.began_at)[1 - MOST_SIGN_INS :]
            return kept.model_copy(update={"sign_ins": (*others, made)})

        self._keys.change(key.id, add)
        return f"{key.id}.{secret}"

    def check_cookie(self, cookie: str) -> ApiKey | None:
        """Return the key by which a browser is signed in, and note its use; None when it is signed out."""
        key, sign_in = self._find_sign_in(cookie)
        if key is None or sign_in is None:
            return None
        self._note_use(key, sign_in)
        return key

    def sign_out(self, cookie: str, *, everywhere: bool = False) -> None:
        """Sign a browser out, and with `everywhere` all others that signed in by the same key."""
        key, sign_in = self._find_sign_in(cookie)
        if key is not None and sign_in is not None:
            self._end(key.id, None if everywhere else sign_in.id)

    def end_sign_ins(self, key_id: str, *, actor: str) -> ApiKey:
        """Sign out every browser that signed in by a key.

        Raises:
            NotFoundError: there is no such key.
        """
        ended = self._end(key_id, None)
        self._note(self._clock(), actor, "signed_out", ended)
        return ended

    def _end(self, key_id: str, sign_in_id: str | None) -> ApiKey:
        def end(key: ApiKey) -> ApiKey:
            kept = tuple(each for each in key.sign_ins if sign_in_id not in {None, each.id})
            return key.model_copy(update={"sign_ins": kept})

        return self._keys.change(key_id, end)

    def _find_sign_in(self, cookie: str) -> tuple[ApiKey | None, BrowserSignIn | None]:
        key_id, _, secret = cookie[:200].partition(".")
        key, digest = self._find(key_id), digest_secret(secret)
        found = () if key is None else key.list_sign_ins(self._clock())
        return key, next((each for each in found if hmac.compare_digest(each.digest, digest)), None)

    def _find(self, key_id: str) -> ApiKey | None:
        return next((key for key in self._keys.list_all() if key.id == key_id), None)

    def _note_use(self, key: ApiKey, sign_in: BrowserSignIn | None = None) -> None:
        now = self._clock()
        noted = [key.last_used_at, sign_in.seen_at if sign_in else now]
        if all(moment is not None and now - moment < USE_PRECISION for moment in noted):
            return

        def note(kept: ApiKey) -> ApiKey:
            seen = tuple(
                each.model_copy(update={"seen_at": now}) if sign_in and each.id == sign_in.id else each
                for each in kept.sign_ins
            )
            return kept.model_copy(update={"last_used_at": now, "sign_ins": seen})

        with suppress(StoreUnavailableError):  # a full disk keeps nobody from reading
            self._keys.change(key.id, note)

    def _note(self, now: datetime, actor: str, action: str, key: ApiKey) -> None:
        details = {"key": key.id, "name": key.name, "scopes": list(key.scopes)}
        self._audit.add(AuditEntry(at=now, actor=actor, action=action, details=details))


class _KeyNotFoundError(NotFoundError):
    code = "key_not_found"

    def __init__(self) -> None:
        super().__init__("There is no key with this id. `proof-of-talent keys list` shows them.")
