"""Argon2id from `cryptography`, which is locked anyway: docs/adr/0006-sign-in.md says why and what it costs."""

import re
import secrets
from typing import Any, Final

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from django.contrib.auth.hashers import BasePasswordHasher, mask_hash

_PHC: Final = re.compile(r"argon2\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)")


class Argon2idHasher(BasePasswordHasher):
    """Stored as Django's own Argon2 hasher stores it, so that either may read what the other wrote."""

    algorithm = "argon2"
    memory_kib = 19 * 1024  # with two passes, one lane: OWASP's Password Storage Cheat Sheet
    passes = 2
    lanes = 1

    def salt(self) -> str:
        return secrets.token_hex(16)

    def encode(self, password: str, salt: str) -> str:
        kdf = Argon2id(
            salt=salt.encode(), length=32, iterations=self.passes, lanes=self.lanes, memory_cost=self.memory_kib
        )
        return self.algorithm + str(kdf.derive_phc_encoded(password.encode()))

    def verify(self, password: str, encoded: str) -> bool:
        try:
            Argon2id.verify_phc_encoded(password.encode(), encoded.removeprefix(self.algorithm))
        except (InvalidKey, ValueError):
            return False
        return True

    def decode(self, encoded: str) -> dict[str, Any]:
        found = _PHC.fullmatch(encoded)
        if found is None:
            raise ValueError("not a password hashed with Argon2id")
        memory, passes, lanes = (int(part) for part in found.groups()[:3])
        return {"algorithm": self.algorithm, "memory_kib": memory, "passes": passes, "lanes": lanes,
                "salt": found[4], "hash": found[5]}  # fmt: skip

    def must_update(self, encoded: str) -> bool:
        parts = self.decode(encoded)
        return (parts["memory_kib"], parts["passes"], parts["lanes"]) != (self.memory_kib, self.passes, self.lanes)

    def safe_summary(self, encoded: str) -> Any:
        return self.decode(encoded) | {"salt": "***", "hash": mask_hash(self.decode(encoded)["hash"])}

    def harden_runtime(self, password: str, encoded: str) -> None:
        """A hash of other costs is rare and made anew at its next sign-in."""
