"""Policies as pure functions: facts in, decision out. One line here per policy."""

from rules.beijing_etown_2024 import policy as beijing_etown_2024
from rules.haizhu_2024 import policy as haizhu_2024
from rules.machine.entries import PolicyEntry
from rules.tianhe_2024 import policy as tianhe_2024
from rules.zhuhai_2025 import policy as zhuhai_2025

POLICIES: dict[str, PolicyEntry] = {
    haizhu_2024.ENTRY.policy_id: haizhu_2024.ENTRY,
    beijing_etown_2024.ENTRY.policy_id: beijing_etown_2024.ENTRY,
    zhuhai_2025.ENTRY.policy_id: zhuhai_2025.ENTRY,
    tianhe_2024.ENTRY.policy_id: tianhe_2024.ENTRY,
}
