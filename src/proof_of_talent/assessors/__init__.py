"""Assessors: adapters that judge an application."""
