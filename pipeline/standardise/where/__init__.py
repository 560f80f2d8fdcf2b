"""Where a row lies: codes and names of areas, addresses, villages that no table knows."""
