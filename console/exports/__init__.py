"""Every list of the console as an Excel workbook, with the filters of its page."""
