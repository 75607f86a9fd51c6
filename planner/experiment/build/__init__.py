"""A plan put together change by change: definitions, fields, drafts."""
