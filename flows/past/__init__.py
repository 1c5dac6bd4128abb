"""Backfills: what the past still has, day by day, without asking or storing anything twice.

ask.py is the question, sites.py whose pages are meant, listing.py fills the list of known pages, importing.py copies
pages of foreign files, ledger.py keeps the windows, work.py does what is to be done for one, recovery.py takes up
what a killed run had fetched, turns.py lets scheduled runs go first, compare.py tells what remaking would change,
estimate.py what a backfill would take, standing.py how backfills stand, remote.py hands one to a Prefect server.
"""
