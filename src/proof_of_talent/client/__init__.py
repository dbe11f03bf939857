"""A client of the API, typed, for scripts, notebooks and services.

```python
from proof_of_talent.client import Client

with Client("http://127.0.0.1:8000", key="…") as client:
    for analysis in client.iter_analyses(field="arts_culture"):
        print(analysis["overall_score"])
    frame = client.export_pandas(since="2026-01-01")
```

`AsyncClient` has the same calls, to be awaited. Both need the extra `client`; a frame needs its own library.
This package knows nothing of the rest of ours: it works against a server of the same version or a later one.
"""

from proof_of_talent.client.client import AsyncClient, Client
from proof_of_talent.client.sending import ApiError

__all__ = ["ApiError", "AsyncClient", "Client"]
