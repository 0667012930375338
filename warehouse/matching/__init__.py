"""Which level to aim for, which open roles fit a profile and why, and what was left out."""
