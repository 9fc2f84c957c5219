"""Parties sign: who has to, who has, by which code, and what follows when everybody did."""
