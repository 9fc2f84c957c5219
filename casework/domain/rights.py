"""What no office may take away when it changes its promises: time that a law gives, to act or to get an answer."""

from casework.domain.deadlines import Deadline


def takes_a_right(before: Deadline, after: Deadline, *, by_law: bool, for_applicant: bool) -> bool:
    """Whether a change leaves somebody less than a law gives: the applicant less time, or an answer later."""
    if not by_law or before.ended:
        return False
    return after.due_at < before.due_at if for_applicant else after.due_at > before.due_at


def goes_past_the_law(promised: Deadline, legal: Deadline | None) -> bool:
    """Whether a promise ends later than the law allows."""
    return legal is not None and not promised.ended and promised.due_at > legal.due_at
