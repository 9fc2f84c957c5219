"""Timings. Ratios that are promised have limits; `make bench` fails when one does not hold."""
