"""Where the privacy officer sees who looked at whom, what somebody should ask about, and what nobody needs to read."""
