"""The post at the desk, and the door through which a mail provider hands over mail."""
