"""A run as a page to look at, and as Markdown."""

from eval.report.markdown import markdown
from eval.report.page import page
from eval.report.written import write_report

__all__ = ["markdown", "page", "write_report"]
