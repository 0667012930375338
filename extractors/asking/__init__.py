"""How hosts are asked: limits, retries, redirects, robots.txt, and one visit of one board."""
