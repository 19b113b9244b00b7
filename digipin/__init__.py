"""The address grid: 10-character DIGIPIN codes for cells of about 3.8 m."""
