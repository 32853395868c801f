"""What import-linter cannot see: links by strings, tables, pages, words. Each test lists the trespasses it found."""
