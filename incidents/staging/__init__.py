"""An import on its way in: a file is read into temporary tables, checked there as a whole, and then moved as a whole.

`reading` streams the file, `shaping` holds each record against the schema, `tables` takes it in, `comparing` decides what
becomes of it, `rows` lays it out, `checks`, `chains` and `rules` ask of all rows at once what forms ask of one, `writing` moves
them into the working copy, and `problems` says what is wrong.
"""
