"""What stores tables: workbooks, web pages, Word documents, dBase files, archives. Each gives grids and knows nothing of their meaning."""
