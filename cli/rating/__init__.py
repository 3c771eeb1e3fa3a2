"""`sanzhi rating`: the standing rating of leads, with its working, and recomputed from the facts (3.6)."""
