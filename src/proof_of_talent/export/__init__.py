"""Records as files: whole records as JSON or NDJSON, flat rows as CSV, XLSX or Parquet."""

from proof_of_talent.export.files import FileManifest, format_of_path, verify_export, write_export
from proof_of_talent.export.formats import FORMATS, ExportFormat, choose_format
from proof_of_talent.export.options import ExportOptions
from proof_of_talent.export.service import Export, ExportAbortedError, open_export
from proof_of_talent.records.past_exports import PastExport, find_past_exports

__all__ = [
    "FORMATS",
    "Export",
    "ExportAbortedError",
    "ExportFormat",
    "ExportOptions",
    "FileManifest",
    "PastExport",
    "choose_format",
    "find_past_exports",
    "format_of_path",
    "open_export",
    "verify_export",
    "write_export",
]
