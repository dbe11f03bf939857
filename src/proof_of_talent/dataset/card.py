"""A dataset's card: README.md with the YAML header that Hugging Face reads, and what a careful user asks."""

from collections.abc import Sequence
from string import Template

from proof_of_talent.dataset.options import SPLITS, DatasetManifest
from proof_of_talent.dataset.sinks import EXTENSIONS
from proof_of_talent.export.column import Column

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_CARD = Template("""\
# Proof of Talent: assessed UK Global Talent applications

Each row is one analysis of one application against the published criteria of the UK Global Talent
visa. Scores are computed in code from judgements per criterion; a judgement counts only with quotes
that were found in the applicant's documents. **They are an assessor's opinion, not decisions of an
endorsing body** (those, where reported, are in `outcome`).

## Rows

$rows
$splits Left out: $left_out.

## Where it comes from

- Filter: `$filter`; newest row: $cut_off
- Assessors: $assessors
- Rules: $rules; prompts: $prompts
- Made by proof-of-talent $tool_version; `manifest.json` has every file's checksum, and
  `proof-of-talent dataset verify` checks them

## Personal data

$privacy

## Limits

- Applicants chose themselves; they do not represent all who apply for the visa.
- Assessors err, and differ by version: compare rows of one assessor and one version of the rules.
- Do not use it to decide about a person.
""")
_SPLITS = {
    "applicant": """\
Splits go by a stable hash of the applicant's session: all attempts of one application are in one
split, and a row never changes splits when others come or go.""",
    "time": """\
Splits go by when the session began: the oldest train, the newest test. All attempts of one
application are in one split.""",
}
_PRIVACY = {
    "personal": """\
**This dataset holds personal data**: session ids, answers, links and quotes as they are.""",
    "anonymise": """\
Session ids, free text and quotes are left out, record ids are keyed hashes, times are cut to the
month, and rows whose field, route and recommendation fewer than {group} share are left out. This
makes it hard to find a person again; it is no proof that nobody can.""",
    "default": """\
Session ids are keyed hashes; in free text, e-mail and web addresses, telephone numbers and names that
could be recognised are replaced by marks; quotes are left out. Redaction misses some names: treat the
text as personal data.""",
    "chat": """\
Only applications whose applicant agreed to training. Text is redacted: e-mail and web addresses,
telephone numbers and names that could be recognised are replaced by marks. Redaction misses some
names.""",
}


def write_card(manifest: DatasetManifest, features: Sequence[Column]) -> str:
    """Return the card's text. It depends on the manifest alone, so the same rows give the same card."""
    options = manifest.options
    card = _CARD.substitute(
        rows=_write_table(("split", "rows"), [(split, f"{manifest.rows[split]:,}") for split in SPLITS]),
        splits=_SPLITS[options.split_by],
        left_out=", ".join(f"{n:,} ({reason})" for reason, n in manifest.left_out.items()) or "nothing",
        filter=", ".join(f"{name} = {value}" for name, value in manifest.filter.items()) or "none",
        cut_off=manifest.cut_off or "none",
        assessors=_list(manifest.assessors),
        rules=_list(manifest.rules_versions),
        prompts=_list(manifest.prompt_versions),
        tool_version=manifest.tool_version,
        privacy=_PRIVACY[_name_privacy(manifest)].format(group=options.smallest_group),
    )
    if options.format != "chat":
        facts = [(f"`{c.name}`", c.type, c.unit or "", c.description) for c in features]
        card += "\n## Columns\n\n" + _write_table(("column", "type", "unit", "meaning"), facts)
    return _write_header(manifest) + card


def _write_header(manifest: DatasetManifest) -> str:
    extension = EXTENSIONS[manifest.options.format]
    total = sum(manifest.rows.values())
    size = next((name for bound, name in _SIZES if total < bound), "n>1M")
    task = "text-generation" if manifest.options.format == "chat" else "tabular-classification"
    partitioned = any("/by_field=" in file.path for file in manifest.files)
    lines = [
        "---", "pretty_name: Proof of Talent", "license: other", "language:", "- en", "size_categories:",
        f"- {size}", "task_categories:", f"- {task}", "configs:", "- config_name: default", "  data_files:",
    ]  # fmt: skip
    for split in SPLITS:
        if any(file.split == split for file in manifest.files):
            place = f"data/{split}/*/*/*.{extension}" if partitioned else f"data/{split}.{extension}"
            lines += [f"  - split: {split}", f"    path: {place}"]
    return "\n".join([*lines, "---", "", ""])


def _name_privacy(manifest: DatasetManifest) -> str:
    if manifest.options.format == "chat":
        return "chat"
    if manifest.options.personal:
        return "personal"
    return "anonymise" if manifest.options.anonymise else "default"


def _list(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"


def _write_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines) + "\n"
