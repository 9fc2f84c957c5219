"""An office's own categories beside those of the pack."""

from casework.packs import catalog
from casework.packs.tenant_categories import OTHER, PROFILE, categories_of, profile_part


def test_whoever_reads_down_the_categories_finds_something_else_last():
    workflow = catalog().workflow("constituent_request")
    shipped = [one.code for one in categories_of(workflow, {})]
    profile = {PROFILE: profile_part(workflow, [{"code": "bench", "label": {"en": "Bench"}}])}
    offered = [one.code for one in categories_of(workflow, profile)]
    assert shipped[-1] == offered[-1] == OTHER
    assert offered == [*shipped[:-1], "bench", OTHER]
