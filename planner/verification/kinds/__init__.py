"""PatientGroups of cases, and how each is translated."""
