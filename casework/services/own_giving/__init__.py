"""A donor's own page: reached by a link in a mail, read and changed by the donor alone."""
