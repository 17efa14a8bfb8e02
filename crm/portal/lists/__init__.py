"""The working lists: one definition a noun, three faces of the same rows, kept views, gestures on many rows."""
