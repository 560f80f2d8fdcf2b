"""Numbers of people: NIK, KK, NIP, accounts; damaged, exchanged, dragged, beside another person's name."""
