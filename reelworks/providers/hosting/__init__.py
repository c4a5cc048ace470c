"""Where pictures lie for vendors to fetch: one module per host."""
