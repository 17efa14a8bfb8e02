"""The embedded PostgreSQL and Valkey, and the supervisor that starts and stops everything."""
