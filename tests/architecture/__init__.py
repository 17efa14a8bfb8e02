"""The house polices itself: sizes, directions, scopes, doors, words."""
