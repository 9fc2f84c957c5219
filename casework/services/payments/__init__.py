"""The payment port, and what stands behind it."""
