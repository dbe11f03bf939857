"""Write the OpenAPI document to a file, for tools that check it or make clients from it."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from proof_of_talent.web.app import create_app
from proof_of_talent.wiring.bootstrap import build_services
from proof_of_talent.wiring.settings import Settings


def make_document() -> dict[str, Any]:
    """Return the document of this version with its packaged rules."""
    with TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), store=f"sqlite:///{folder}/talent.db")
        services = build_services(settings)
        try:
            return create_app(services).openapi()
        finally:
            services.close()


def main() -> None:
    """Write the document to the file that is named."""
    path = Path(sys.argv[1])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(make_document(), indent=1) + "\n", encoding="utf-8")
    print(f"wrote {path}")


if __name__ == "__main__":
    main()
