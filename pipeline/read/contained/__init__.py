"""Files opened at arm's length: a parsing process with limits, the pool that lends it, and what it hands back."""
