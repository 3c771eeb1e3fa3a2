"""Who may call: roles and rules, tokens, certificates."""
