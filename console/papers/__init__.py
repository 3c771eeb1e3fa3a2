"""What is printed or filed as paper: contracts, reports, evaluations with their working, filings; as PDF with selectable Chinese."""
