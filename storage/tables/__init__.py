"""The tables, one module per room; each module defines its tables on the shared metadata."""
