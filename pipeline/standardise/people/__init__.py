"""Persons and families of any list: birth and death, relationship, desil, occupation."""
