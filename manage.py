"""Django's own commands, for working on the code; a person uses `kneadwell`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kneadwell.web.settings")
    execute_from_command_line(sys.argv)
