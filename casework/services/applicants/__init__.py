"""People without an account: the codes that open their own draft or case, and nothing else."""
