"""Lists as Excel workbooks, and workbooks as what is to be registered: cells are numbers and dates where they are that, never formulas."""
