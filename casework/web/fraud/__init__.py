"""Where signs of fraud in the vehicle register are gone through."""
