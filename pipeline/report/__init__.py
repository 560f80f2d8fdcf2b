"""A month's findings as people read them: case lists, packets to answer, return lists, notice-board lists, pages.

`write_reports(report, folder)` writes everything, `scan_output(folder)` refuses to publish a folder that holds a person's
number. The stage words and draws; it finds nothing.
"""

from pipeline.report.model import LinkSummary, MonthReport
from pipeline.report.scan import find_leaks, scan_output
from pipeline.report.write import write_reports

__all__ = ["LinkSummary", "MonthReport", "find_leaks", "scan_output", "write_reports"]
