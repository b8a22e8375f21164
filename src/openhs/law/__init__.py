"""What the nomenclature means: search over its words; rules and notes follow."""
