"""Imports: a file that is brought into a register, looked at first, written by the worker, and taken back whole."""
