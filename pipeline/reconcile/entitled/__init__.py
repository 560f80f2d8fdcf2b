"""Who is owed what: the registry in force, facts of families, the dated rules of programmes."""
