"""Stores: adapters that keep sessions, documents, records and rollups."""
