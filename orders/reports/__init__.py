"""Figures for officials and facilities. Source: docs/rules/reports.md."""
