"""What the benchmarks share: a house of their own, traffic, clients that count, figures."""
