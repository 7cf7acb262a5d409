"""Does it work: cases, measures, comparisons and benchmarks."""
