"""From a file of unknown origin to pages of visible text, parsed by a process that may be killed."""
