"""A diary as a file, in either form."""

from kneadwell.diary.document import import_json
from kneadwell.diary.imported import DiaryFileError, Imported
from kneadwell.diary.table import import_csv


def import_file(content: bytes) -> Imported:
    """Read what a file holds, a JSON document or a table.

    Raises:
        DiaryFileError: It is neither.
    """
    if not content.strip():
        raise DiaryFileError(problem="it is empty")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DiaryFileError(problem="it is no text in UTF-8") from error
    return import_json(text) if text.lstrip().startswith("{") else import_csv(text)
