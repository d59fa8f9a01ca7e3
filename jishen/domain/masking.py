"""Personal data as it may be shown: enough to recognise it, not enough to use it."""


def masked_address(address: str) -> str:
    """Return a mail address, URL or name with all but its ends hidden.

    >>> masked_address("zhangsan@firm.example")
    'z***@firm.example'
    >>> masked_address("020-12345678")
    '***78'
    """
    local, at, domain = address.partition("@")
    if at:
        return f"{local[:1]}***@{domain}"
    return masked_telephone(address)


def masked_telephone(number: str) -> str:
    """Return a telephone number with all but its last two digits hidden, empty for an empty one."""
    return f"***{number[-2:]}" if number else ""


def masked_name(name: str) -> str:
    """Return a person's name with all but its first character hidden, empty for an empty one."""
    return f"{name[:1]}**" if name else ""
