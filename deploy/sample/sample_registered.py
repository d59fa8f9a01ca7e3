"""An enterprise of the sample registry, field by field as the columns of registry.csv."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Registered:
    """One line of registry.csv."""

    uscc: str
    name: str
    kind: str
    former_names: str
    address: str
    street: str
    zone: str
    contact_name: str
    contact_phone: str
    contact_email: str
    status: str
    remark: str
