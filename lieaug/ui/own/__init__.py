"""The page *My data*: one module for each of its five steps, and what they share."""
