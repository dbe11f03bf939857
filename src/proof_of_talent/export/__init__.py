"""Records as files: whole records as JSON or NDJSON, flat rows as CSV and further formats."""

from proof_of_talent.export.service import Export, ExportFormat, ExportOptions, open_export

__all__ = ["Export", "ExportFormat", "ExportOptions", "open_export"]
