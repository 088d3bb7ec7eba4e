"""Mappings: documents that say how rows of a table become records of the interchange format. See docs/importing.md."""

FORMAT = "demarche-mapping"
VERSION = 1
