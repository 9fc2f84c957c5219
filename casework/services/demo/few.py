"""How much of the demo one transaction takes in: little enough that nobody at a desk waits for its locks."""

FEW = 4


def a_few(have: int, up_to: int) -> range:
    """The numbers to make next: at most `FEW`, none when all are there."""
    return range(have, min(have + FEW, up_to))
