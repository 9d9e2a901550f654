"""What pages share: the open desk, cached questions, the filter bar, and how things are drawn.

Streamlit lists only the files directly in `pages/`, so nothing here has an address of its own.
"""
