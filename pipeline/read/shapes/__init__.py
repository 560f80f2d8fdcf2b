"""Tables that are not one row a person under one header: forms, cards, several people side by side, sections, colours that speak."""
