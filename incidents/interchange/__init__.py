"""The interchange format: everything the working copy holds, as one documented JSON file (docs/interchange.md)."""

FORMAT = "demarche-interchange"
VERSION = 1
