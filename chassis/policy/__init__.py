"""Policy as data: the plan's clauses, the rules read out of it, and the numbers that offices will change, by version."""

from chassis.policy.law import Law, Laws, Rule
from chassis.policy.loading import PolicyError, policy_folder
from chassis.policy.values import Policies, PolicyVersion

__all__ = ["Law", "Laws", "Policies", "PolicyError", "PolicyVersion", "Rule", "policy_folder"]
