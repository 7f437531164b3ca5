"""luigid for a service: luigi's scheduler on loopback, with a state that survives crashes.

Started as ``python -m luigid``; settings come from ``LUIGID_*`` environment variables (see README.md beside this package).
"""
