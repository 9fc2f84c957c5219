"""Gift Aid: declarations, what may be claimed, claims and their schedules."""
