"""What an office lays down about time, and what follows from it for its cases."""
