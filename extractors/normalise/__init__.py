"""What is read from what is stated: places, dates, pay, kinds of employment, titles, languages; null rather than a guess."""
