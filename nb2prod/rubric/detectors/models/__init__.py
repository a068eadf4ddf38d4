"""Detectors of the section *Model*."""
