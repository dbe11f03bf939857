"""From a file of unknown origin to pages of visible text, parsed by a process that may be killed."""

from proof_of_talent.extraction.failures import DOCUMENT_ERRORS
from proof_of_talent.extraction.guard import GuardedExtractor
from proof_of_talent.extraction.limits import ExtractionLimits
from proof_of_talent.extraction.scans import ScanReader, can_read_scans

__all__ = ["DOCUMENT_ERRORS", "ExtractionLimits", "GuardedExtractor", "ScanReader", "can_read_scans"]
