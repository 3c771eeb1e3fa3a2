"""Lists that come in from Excel: a workbook to fill in, every row checked by its owner, all errors at once, then row by row."""
