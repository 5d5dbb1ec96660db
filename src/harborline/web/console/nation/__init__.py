"""The pages of coalitions and the nation: coverage, centers, gaps, changes, surge, audit, wall board."""
