"""Where somebody outside is answered under a listed use, consents are kept, and auditors get their evidence."""
