"""Datasets: directories of rows split for training, with a card, a schema and a manifest to check them by."""

from proof_of_talent.dataset.build import build_dataset
from proof_of_talent.dataset.diff import DatasetDiff, diff_datasets
from proof_of_talent.dataset.options import BuildOptions, DatasetFormat
from proof_of_talent.dataset.verify import verify_dataset

__all__ = [
    "BuildOptions",
    "DatasetDiff",
    "DatasetFormat",
    "build_dataset",
    "diff_datasets",
    "verify_dataset",
]
