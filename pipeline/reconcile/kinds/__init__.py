"""The kinds of case, one module a group: each gives drafts from what was judged."""
