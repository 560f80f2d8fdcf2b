"""What was ordered, paid and received, by whom, and which villages and senders are still open."""
