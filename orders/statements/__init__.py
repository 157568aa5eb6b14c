"""The treasurer's bank statement, read and matched to what is owed. docs/rules/statements.md."""
