"""What did the user set, by flag, variable or file, and which of them wins?"""

from cx_cli.settings.load import load_settings
from cx_cli.settings.settings import FileManner, Settings

__all__ = ["FileManner", "Settings", "load_settings"]
