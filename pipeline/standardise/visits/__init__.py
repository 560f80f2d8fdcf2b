"""What the field found: results, remarks, titles of parts, and which form counts."""
