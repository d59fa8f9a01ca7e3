"""Policies as pure functions: facts in, decision out. One line here per policy."""

from rules.haizhu_2024 import policy as haizhu_2024
from rules.machine.entries import PolicyEntry

POLICIES: dict[str, PolicyEntry] = {
    haizhu_2024.ENTRY.policy_id: haizhu_2024.ENTRY,
}
