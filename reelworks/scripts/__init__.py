"""The programs that do one thing: arguments in, events and one result out."""
