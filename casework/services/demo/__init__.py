"""Made-up offices, people and cases for the demo: the same for a seed and a day of loading."""
