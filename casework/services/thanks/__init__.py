"""Thanking donors: the promise made with each gift, the queue, writing to many at once."""
