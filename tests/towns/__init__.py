"""Test towns by another author's hand: a generator that shares no code with the product, and its scorer."""
