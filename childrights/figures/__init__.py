"""What a chart, a card or a table says. Only disclosed values come in (law 7)."""
