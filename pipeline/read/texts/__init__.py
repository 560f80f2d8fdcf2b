"""Text files to grids: encoding, lines, separators, fixed widths, pages of a print."""
