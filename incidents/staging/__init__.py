"""An import on its way in: a file is read into temporary tables, checked there as a whole, and then moved as a whole.

`reading` streams the file, `problems` says what is wrong with it, `tables` lays it out as rows, `checks` asks of all rows
at once what forms ask of one, `writing` moves them into the working copy.
"""
