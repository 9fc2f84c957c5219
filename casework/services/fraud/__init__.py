"""Signs of fraud in the vehicle register: found by a job, looked at and closed by people."""
