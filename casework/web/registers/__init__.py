"""The registers' pages: people, vehicles, plates, donors, gifts and funds."""
