"""Detectors, a folder a section."""
