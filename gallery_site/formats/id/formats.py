"""Dates as the site writes them, where Django writes them: 22 November 2026, 04.29 WIT."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H.i T"
TIME_FORMAT = "H.i T"
