"""What a repository holds, read without running any of it: files, Python code, tests, and what runs by itself."""

from __future__ import annotations

from nb2prod.repository.model import Repository
from nb2prod.repository.read import read_repository

__all__ = ["Repository", "read_repository"]
