"""Background work: the pure engine, the bridge to the database rows, and the tasks."""
