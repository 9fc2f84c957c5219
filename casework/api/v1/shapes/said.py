"""Words about a field of a shape, for the OpenAPI document."""


def said(text: str, **more: object) -> dict[str, object]:
    """A field's description for the OpenAPI document."""
    return {"description": text, **more}
