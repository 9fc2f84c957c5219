"""Deeds of and about accounts: sign in and out, invite, give titles, make tokens."""
