"""Detectors of the section *Infrastructure*."""
