"""Releases: the whole record at one entry as files, to be taken at once, cited, and made again to the byte."""
