"""Makes what a locked installation starts from: keys and passwords, MongoDB's users, Kafka's users and rights.

Each step can be done again at every start; what is there stays, what is missing or has changed is put right.
"""
