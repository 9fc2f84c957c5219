"""SQLAlchemy engines as Casework wants them, one for each login."""

from sqlalchemy import Engine, create_engine

# Waiting is bounded everywhere: a page that hangs holds a connection that others need.
_LIMITS = {
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
    "TimeZone": "UTC",
    # A plan made for the average tenant is up to fifteen times slower for the largest.
    "plan_cache_mode": "force_custom_plan",
}


def make_engine(
    url: str, *, pool_size: int = 8, search_path: str = "public, queue", name: str = "casework"
) -> Engine:
    """An engine whose errors never print parameters and whose pool equals the threads that use it."""
    words = {**_LIMITS, "search_path": search_path.replace(" ", "")}
    return create_engine(
        url,
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=15,
        pool_pre_ping=True,
        pool_recycle=1800,
        query_cache_size=5000,
        connect_args={
            "options": " ".join(f"-c {key}={value}" for key, value in words.items()),
            "application_name": name,
            "connect_timeout": 10,
        },
    )
