"""Files that leave: workbooks, tables as text, and documents in official form."""
