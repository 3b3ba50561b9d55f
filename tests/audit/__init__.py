"""What is measured rather than tested: `make audit`."""
