"""What the plan says once and several services carry out. Pure, as a domain is: no I/O, no clock, no async.

states.py      which act leads from which state to which, and how every other is refused
counting.py    how a last day is computed (art. 201–203, 4.1, 4.2)
deadlines.py   a deadline: warned of, moved, met or overdue (4.3, 4.5); extensions.py: more time for it (4.4)
alarms.py      the timers that a deadline needs
consents.py    joint acts: all consent, one refusal refuses (1.1)
panels.py      seats on a panel: convened, replaced, delivered (4.7); independence.py: who may sit (4.7, 7.5)
parties.py     who has which role in a project, and whose consent an act of the owner needs (1.1, 1.11, 2.5)
months.py      months as the Civil Code counts them (art. 202)
files.py       a file as aggregates remember it
money.py       amounts in fen
"""
