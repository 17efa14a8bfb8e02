"""What a need may be and become: pure predicates and tables, without a query."""
