"""Charts as SVG made on the server: the same drawing for light, dark and print, without a script."""
