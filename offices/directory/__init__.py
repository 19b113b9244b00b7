"""The all-India directory: read, cleaned by stated rules, made into a tree, compared with what stands, and written."""
