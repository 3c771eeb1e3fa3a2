"""`sanzhi archive`: closed years of the audit log in files that prove themselves."""
