"""What a teacher reads where something that they gave cannot be used."""


class Trouble(Exception):
    """One sentence: what was expected, what came, what to do."""
