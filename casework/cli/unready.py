"""A database that is not there yet, in the words of whoever has to make it."""

import psycopg
from psycopg.errors import InvalidSchemaName, UndefinedTable
from sqlalchemy.exc import DBAPIError


def unready(fault: Exception) -> str | None:
    """What is wrong with the database and its cure, where `fault` says that there is none or that it is empty; else
    None. Reads the driver's fault out of SQLAlchemy's."""
    found = fault.orig if isinstance(fault, DBAPIError) else fault
    if isinstance(found, UndefinedTable | InvalidSchemaName):
        return "The database is empty, or of another version. Next: casework db upgrade"
    # What a server says carries a code; what goes wrong before that, on the way to it, carries none.
    if isinstance(found, psycopg.OperationalError) and found.sqlstate is None:
        said = " ".join(str(found).split())
        return f"The database can't be reached: {said} Was it made? casework db init"
    return None
