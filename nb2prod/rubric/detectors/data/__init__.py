"""Detectors of the section *Data*."""
