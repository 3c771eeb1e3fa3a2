"""The floating pay of a project's technical chief: one aggregate a project (3.7)."""

from services.evaluation.domain.pay.part import BonusPayment, ChiefScore, PayPart, Scored
from services.evaluation.domain.pay.pay import CONCLUSION, ChiefPay, pay_name, project_of_pay
from services.evaluation.domain.pay.pool import Grades, PayTerms, Pool
from services.evaluation.domain.pay.tenure import Tenure

__all__ = [
    "CONCLUSION",
    "BonusPayment",
    "ChiefPay",
    "ChiefScore",
    "Grades",
    "PayPart",
    "PayTerms",
    "Pool",
    "Scored",
    "Tenure",
    "pay_name",
    "project_of_pay",
]
