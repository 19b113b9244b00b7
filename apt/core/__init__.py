"""The foundation: transactions, refusals, money, time, aftermath. Knows no article, office or payment."""
