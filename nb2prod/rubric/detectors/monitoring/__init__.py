"""Detectors of the section *Monitoring*."""
