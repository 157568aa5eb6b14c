#!/usr/bin/env python
"""The developer's door: runs Django commands with DEBUG on unless told otherwise."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gallery_site.settings")
    os.environ.setdefault("DEBUG", "1")
    execute_from_command_line(sys.argv)
