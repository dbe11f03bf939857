"""Write `docs/images/*.png`: pages of the dashboard over synthetic records, at the sizes people use."""

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import FLAGS, find_chromium  # noqa: E402 - the tests are no package that is installed
from tests.browser.demo_store import NOW, make_demo_store  # noqa: E402 - as above
from tests.browser.serving import serve  # noqa: E402 - as above

FOLDER = ROOT / "docs" / "images"
RECORDS = 5000
LARGEST = 300_000
COLOURS = 192
WIDE, PHONE = (1280, 860), (390, 844)
SHOTS = (
    ("dashboard", "/dashboard", (1280, 1400), "light"),
    ("dashboard-dark", "/dashboard?tab=quality", (1280, 1180), "dark"),
    ("fields", "/dashboard?tab=fields", (1280, 1180), "light"),
    ("analyses", "/dashboard/analyses", WIDE, "light"),
    ("dashboard-phone", "/dashboard", PHONE, "light"),
)


def take(browser: Browser, address: str, size: tuple[int, int], scheme: str) -> bytes:
    """Return a picture of a page when all its charts are drawn."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        device_scale_factor=2 if width < 500 else 1,  # noqa: PLR2004 - phones have fine screens
    )
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("body[data-ready]")
    picture = page.screenshot()
    context.close()
    return picture


def main() -> None:
    """Take all pictures; fail where one grows too large for a README."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        serve(make_demo_store(RECORDS, copies=1), clock=lambda: NOW) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        for name, path, size, scheme in SHOTS:
            picture = take(browser, site.address + path, size, scheme)
            packed = BytesIO()
            Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS).save(packed, "PNG", optimize=True)
            if packed.tell() > LARGEST:
                sys.exit(f"{name}.png has {packed.tell():,} bytes; at most {LARGEST:,} fit.")
            (FOLDER / f"{name}.png").write_bytes(packed.getvalue())
            print(f"docs/images/{name}.png {packed.tell():,} bytes")
        browser.close()


if __name__ == "__main__":
    main()
