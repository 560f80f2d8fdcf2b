"""The commands of `padan`, one module a group. Heavy libraries are imported inside the functions only."""
