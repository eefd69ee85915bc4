"""Who works here: people, accounts, teams and sites; the people file, directories, and what people set themselves."""
