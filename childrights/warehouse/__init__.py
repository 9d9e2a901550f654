"""The ledger of what was received, and the snapshots projected from it."""
