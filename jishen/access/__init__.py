"""Who may enter the desk and what each may do there: accounts, sign-in, sessions, rights."""
