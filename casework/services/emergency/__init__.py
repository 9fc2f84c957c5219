"""Emergency access: one record, at most an hour, told to the privacy officers first and reviewed by them."""
