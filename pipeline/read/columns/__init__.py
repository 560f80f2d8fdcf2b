"""Which column means what: headers, their place, the kind of list, and columns told by what they hold."""
