"""`jishen calculate`: what else a filing may open, with the arithmetic; never a promise."""

import json
from dataclasses import asdict
from typing import Any
from zoneinfo import ZoneInfo

import click

from flows.running import now, opening_terms
from jishen.domain.errors import SettingsFault
from jishen.domain.unlocks import Calculation, Figures
from jishen.settings import load_settings
from rules import POLICIES

SHANGHAI = ZoneInfo("Asia/Shanghai")
_YUAN = click.IntRange(min=0)


@click.command()
@click.option("--generative-ai", "has_generative_ai", is_flag=True, help="持有生成式人工智能备案。")
@click.option("--algorithm", "has_algorithm", is_flag=True, help="持有算法或深度合成备案。")
@click.option("--award", "award_yuan", type=_YUAN, default=0, help="第三条奖励（元），计入合计。")
@click.option("--rent", "rent_yuan", type=_YUAN, help="本企业年租金（元）。")
@click.option("--subsidiary-rent", "subsidiary_rent_yuan", type=_YUAN, help="子公司年租金（元）。")
@click.option("--revenue", "revenue_yuan", type=_YUAN, default=0, help="本企业营业收入（元）。")
@click.option(
    "--subsidiary-revenue", "subsidiary_revenue_yuan", type=_YUAN, default=0, help="子公司营收。"
)
@click.option("--ai-revenue", "ai_revenue_yuan", type=_YUAN, default=0, help="人工智能收入（元）。")
@click.option("--ai-growth", "ai_growth_yuan", type=_YUAN, help="人工智能收入年度增量（元）。")
@click.option(
    "--growth-awarded", "growth_awarded_yuan", type=_YUAN, default=0, help="已获增长奖励。"
)
@click.option("--compute", "compute_yuan", type=_YUAN, help="推理与训练年费用（元）。")
@click.option("--project", "project_yuan", type=_YUAN, help="示范项目投入（元）。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
# Any: whole yuan and flags, as click hands them over under the names of the fields.
def calculate(*, as_json: bool, **figures: Any) -> None:  # noqa: ANN401
    """测算备案之外可能适用的支持，列出算式；均为最高额，以审核为准，不构成承诺。"""
    settings = load_settings()
    opening_terms(settings, now())  # refuses an unknown policy with the remedy
    calculator = POLICIES[settings.policy].calculate
    if calculator is None:
        message = f"政策 {settings.policy} 没有测算"
        raise SettingsFault(message)
    today = now().astimezone(SHANGHAI).date()
    done = calculator(Figures(on=today, **figures))
    if as_json:
        click.echo(json.dumps(asdict(done), ensure_ascii=False, indent=2))
    else:
        _show(done)


def _show(done: Calculation) -> None:
    for line in done.lines:
        click.echo(f"{line.clause}  最高 {line.amount_yuan:,} 元  {line.says}")
        if line.computation:
            click.echo(f"    {line.computation}")
    click.echo(f"合计（含第三条，不含第六条、第八条）：{done.computation}")
    if done.sum_yuan > done.at_most_yuan:
        click.echo("合计超过企业年度累计上限；削减哪一项，条文未作规定，须请示。")
    click.echo("以上为可能适用的最高额，以审核为准，不构成承诺。")
