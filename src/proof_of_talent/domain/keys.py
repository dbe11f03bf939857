"""API keys: who may read figures, take the dataset out, or look after the service."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, get_args

from pydantic import Field

from proof_of_talent.domain.base import Model, Moment

Scope = Literal["analytics", "export", "advise", "review", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""What a key may do: `analytics` reads figures and lists without session ids; `export` reads whole records
and takes the dataset out, and all that `analytics` does; `advise` keeps clients and sees its own, and
those of all advisers together with `admin`; `review` reads analyses that wait for a review, and says what
a person thinks of them; `admin` reads the audit log.
"""

KEY_ID_PATTERN = r"^[0-9a-f]{12}$"
SIGN_IN_LIFE = timedelta(hours=12)
"""How long a browser stays signed in."""
SIGN_IN_IDLE = timedelta(hours=2)
"""How long a browser stays signed in without asking for anything."""
_PREFIX = "pot"
_MOST_CHARACTERS = 200


class BrowserSignIn(Model):
    """One browser that signed in by a key: `digest` is the SHA-256 of the secret in its cookie."""

    id: str = Field(pattern=r"^[0-9a-f]{8}$")
    digest: str
    began_at: Moment
    seen_at: Moment

    @property
    def ends_at(self) -> datetime:
        """When it ends if the browser does not come back."""
        return min(self.began_at + SIGN_IN_LIFE, self.seen_at + SIGN_IN_IDLE)


class ApiKey(Model):
    """A key as the store keeps it. The secret itself is shown once and kept nowhere.

    `digest` is the SHA-256 of the secret. The secret has 256 random bits, so a slow password hash would only
    slow down every request: there is nothing to guess.
    """

    id: str = Field(pattern=KEY_ID_PATTERN)
    name: str = Field(min_length=1, max_length=100)
    scopes: tuple[Scope, ...] = Field(min_length=1)
    digest: str
    created_at: Moment
    last_used_at: Moment | None = None
    revoked_at: Moment | None = None
    expires_at: Moment | None = None
    sign_ins: tuple[BrowserSignIn, ...] = ()

    @property
    def label(self) -> str:
        """How the audit log names the key's holder."""
        return f"{self.name} ({self.id})"

    def is_active(self, now: datetime) -> bool:
        """Tell whether the key is neither revoked nor over."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    def list_sign_ins(self, now: datetime) -> tuple[BrowserSignIn, ...]:
        """Return the browsers that are signed in by this key."""
        return tuple(each for each in self.sign_ins if now < each.ends_at) if self.is_active(now) else ()

    def opens_with(self, secret: str) -> bool:
        """Tell whether this is the key's secret, in constant time, and the key is not revoked."""
        return self.revoked_at is None and hmac.compare_digest(self.digest, digest_secret(secret))


class NewKey(NamedTuple):
    """A key just made, and the token to hand over: `pot_ID_SECRET`."""

    key: ApiKey
    token: str


def digest_secret(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_key(name: str, scopes: tuple[Scope, ...], now: datetime) -> NewKey:
    """Return a new key with 256 random bits.

    Raises:
        pydantic.ValidationError: no name, or no scope.
    """
    secret = secrets.token_urlsafe(32)
    in_order = tuple(scope for scope in SCOPES if scope in scopes)
    key = ApiKey(
        id=secrets.token_hex(6), name=name, scopes=in_order, digest=digest_secret(secret), created_at=now
    )
    return NewKey(key, f"{_PREFIX}_{key.id}_{secret}")


def make_sign_in(now: datetime) -> tuple[BrowserSignIn, str]:
    """Return a new sign-in and the secret of its cookie, of 256 random bits."""
    secret = secrets.token_urlsafe(32)
    made = BrowserSignIn(id=secrets.token_hex(4), digest=digest_secret(secret), began_at=now, seen_at=now)
    return made, secret


def split_token(token: str) -> tuple[str, str] | None:
    """Return a token's key id and secret; None for what is no token of ours."""
    parts = token[:_MOST_CHARACTERS].split("_", 2)
    if len(parts) != len(("prefix", "id", "secret")) or parts[0] != _PREFIX:
        return None
    return parts[1], parts[2]
