"""Speed as ratios against the physical floor: `make bench`."""
