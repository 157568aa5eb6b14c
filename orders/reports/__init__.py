"""Figures for officials and facilities, from the roll-up alone. Source: docs/rules/reports.md."""

from .charts import BarChart, bar_chart
from .summary import Figures, Summary, yearly_summary, years_with_sales

__all__ = ["BarChart", "Figures", "Summary", "bar_chart", "yearly_summary", "years_with_sales"]
