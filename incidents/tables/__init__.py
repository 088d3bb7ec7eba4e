"""Tables as they come from elsewhere: CSV and XLSX files read into rows of text, in a process with limits of its own."""
