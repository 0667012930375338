"""Accuracy and speed, measured on postings and labels that lie beside the project (see RESULTS.md)."""
