"""Queues: adapters that wake workers."""
