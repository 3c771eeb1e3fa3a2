"""Evidence packages: one signed archive of a project, and its verification with nothing but the file and the root (decision 0043)."""
