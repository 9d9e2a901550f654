"""“Bảng giao chỉ tiêu”: targets that come as a workbook, written, recognised and judged."""
