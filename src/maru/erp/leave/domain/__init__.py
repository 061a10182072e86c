"""Pure decisions of leave: `calculator` says what the law grants, `ledger` and `leaves` what is written."""
