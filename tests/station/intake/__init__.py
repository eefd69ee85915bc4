"""Stories of customer voice coming in, being looked at, and leaving again."""
