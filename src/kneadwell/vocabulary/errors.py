"""The root of every error Kneadwell raises on purpose."""


class KneadwellError(Exception):
    """Something a person can mend went wrong.

    Subclasses keep the facts as attributes and build one plain sentence from
    them: what was wrong, where, and how to mend it.
    """
