"""Evaluation 绩效评价: self-evaluation, the one expert panel, the conclusion with its working, the filing."""
