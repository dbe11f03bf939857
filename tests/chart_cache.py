"""What browsers draw with, made once for all tests that open the dashboard, and kept between runs."""

import fcntl
from pathlib import Path

from proof_of_talent.charts.kit import ChartKit

FOLDER = Path(__file__).parents[1] / ".cache" / "charts"


def link_charts(data_dir: Path) -> None:
    """Let an app with this data folder find its charts made; several test processes may ask at once."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ChartKit(FOLDER).prepare()
        data_dir.mkdir(parents=True, exist_ok=True)
        link = data_dir / "cache"
        if not link.is_symlink() and not link.exists():
            link.symlink_to(FOLDER)
