"""All the SQL of Yobal. Functions take `db` (an open connection) first; no row leaves this package, only values."""
