"""The Django project and its machine room: wiring, no business word."""
