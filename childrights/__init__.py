"""The domain: pure, typed Python. Nothing in here knows of Streamlit."""
