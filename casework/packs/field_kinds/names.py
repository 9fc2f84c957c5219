"""The names of the kinds of answer, and the CEL type each has in guards."""

CEL_TYPES = {
    "text": "string",
    "long_text": "string",
    "name": "string",
    "email": "string",
    "phone": "string",
    "address": "string",
    "date": "string",  # ISO, so that < and > compare days
    "money": "int",  # minor units
    "integer": "int",
    "choice": "string",
    "choices": "list",
    "yes_no": "bool",
    "vin": "string",
    "plate": "string",
    "odometer": "int",
    "place": "string",
    "file": "list",
    "id_number": "string",
}
KINDS = tuple(CEL_TYPES)
