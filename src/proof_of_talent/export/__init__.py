"""Records as files: whole records as JSON or NDJSON, flat rows as CSV, XLSX or Parquet."""

from proof_of_talent.export.formats import FORMATS, ExportFormat, choose_format
from proof_of_talent.export.options import ExportOptions
from proof_of_talent.export.service import Export, ExportAbortedError, open_export

__all__ = [
    "FORMATS",
    "Export",
    "ExportAbortedError",
    "ExportFormat",
    "ExportOptions",
    "choose_format",
    "open_export",
]
