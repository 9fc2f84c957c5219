"""A case as the person who applied sees it: where it stands, what they can do, who has looked."""
