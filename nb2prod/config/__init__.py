"""What a team sets once: `[tool.nb2prod]` in `pyproject.toml`, or `nb2prod.toml`."""

from nb2prod.config.load import load_config
from nb2prod.config.model import Config, LintConfig

__all__ = ["Config", "LintConfig", "load_config"]
