"""The person register: who somebody is, how to reach them, and what is theirs."""
