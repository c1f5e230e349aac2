"""The ports made real: database, files, documents, clock."""
