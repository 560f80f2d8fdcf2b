"""Who is who: pairs of records of two lists (or one) that are one person, with weights that can be explained."""
