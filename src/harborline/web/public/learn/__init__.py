"""Learning: pages in Markdown, every figure with its source, year and link."""
