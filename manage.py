#!/usr/bin/env python
"""Django's command-line entry point."""

import os
import sys


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kehoach.settings")
    from django.core.management import execute_from_command_line

    from kehoach.lib.acting import Acting, acting_as

    with acting_as(Acting(job=" ".join(sys.argv[1:2]))):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
