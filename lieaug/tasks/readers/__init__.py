"""Readers of the user's own files: tables, molecules, images. Nothing is unpickled, nothing unpacked to disk."""
