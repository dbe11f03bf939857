"""An audit is clean only when every package was looked up."""

import pytest

from scripts.audit_dependencies import CLEAN, UNKNOWN, VULNERABLE, ask, judge

SOUND = {"name": "jinja2", "version": "3.1.6", "vulns": []}
HOLED = {"name": "lxml", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
SKIPPED = {"name": "yarl", "skip_reason": "Dependency not found on PyPI and could not be audited"}


@pytest.mark.parametrize(
    ("packages", "code", "words"),
    [
        ([SOUND], CLEAN, "1 of 1 packages were looked up, 0 problems"),
        ([SOUND, SKIPPED], UNKNOWN, "Not looked up: yarl"),
        ([], UNKNOWN, "0 of 0"),
        ([SOUND, HOLED, SKIPPED], VULNERABLE, "lxml 1.0: PYSEC-1, mended in 1.1"),
    ],
)
def test_what_was_not_looked_up_is_not_called_clean(packages, code, words):
    verdict = judge({"dependencies": packages}, "pypi")
    assert verdict.code == code
    assert words in "\n".join(verdict.lines)


def test_an_auditor_that_fails_is_told_with_its_reason(tmp_path):
    program = tmp_path / "pip-audit"
    program.write_text("#!/bin/sh\necho 'the index is away' >&2\nexit 1\n")
    program.chmod(0o755)
    verdict = ask(str(program), "pypi")
    assert verdict.code == UNKNOWN
    assert "the index is away" in verdict.lines[0]
