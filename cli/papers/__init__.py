"""What is printed: a paper as data, drawn by typst. The console fills papers of its own; an evidence package has its index (0043)."""
