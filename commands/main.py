"""The `jishen` command: one group, one file per command group, loaded when it is called."""

import logging
import sys
from importlib import import_module

import click

from jishen.domain.errors import JishenError

COMMANDS = {
    "demo": ("commands.demo:demo", "演示：在本机仿真站点上跑通全过程。"),
    "up": ("commands.up:up", "启动系统，对接真实网站。"),
    "doctor": ("commands.doctor:doctor", "检查安装与设置，指出缺什么。"),
    "read": ("commands.read:read", "读取一份清单附件，不用数据库。"),
    "decide": ("commands.decide:decide", "按政策测算一份事实文件，不用数据库。"),
    "match": ("commands.match:match", "比对一份备案条目与企业名册，不用数据库。"),
    "registry": ("commands.registry:registry", "企业登记库：导入、检查、导出、查看、任务。"),
    "backtest": ("commands.backtest:backtest", "回测：逐日重放历次清单，核对有无遗漏。"),
    "sources": ("commands.sources:sources", "来源状况：下次巡查、故障、留置；清单各版本的变化。"),
    "holds": ("commands.holds:holds", "变化过大而留置的清单：查看、放行、拒绝。"),
    "vanished": ("commands.holds:vanished", "不再载于清单的备案：查看、办结。"),
    "watch": ("commands.passes:watch", "立即巡查一遍各来源。"),
    "advance": ("commands.passes:advance", "立即比对、立案、发送。"),
    "replay": ("commands.replay:replay_command", "用现行规则重读留存的原件，列出差异。"),
    "doubts": ("commands.doubts:doubts", "清单存疑：列表、查看、读入或注明、撤销。"),
    "cases": ("commands.cases:cases", "案件：列表、查看、办理、释放历史积存案件、复算。"),
    "calculate": ("commands.calculate:calculate", "测算备案之外可能适用的支持。"),
    "zone": ("commands.zone:zone", "示范区：判定地址、核定意见、坐标。"),
    "calendar": ("commands.calendar:calendar", "工作日历：载入、查看、推算期限。"),
    "windows": ("commands.windows:windows", "申报窗口：查看、登记。"),
    "awards": ("commands.awards:awards", "奖励台账：导入在先奖励、查看、导出、资金池。"),
    "payments": ("commands.payments:payments", "拨付：导出清单、导入财政回执、对账。"),
    "rulings": ("commands.rulings:rulings", "政策解释：列表、登记、试算、适用。"),
    "notices": ("commands.notices:notices", "通知：列表、预览、重发。"),
    "people": ("commands.people:people", "人员：开通账号、角色、停用、重置密码。"),
    "claims": ("commands.claims:claims", "企业申报：列表、“不是本单位”、清除个人信息。"),
    "links": ("commands.links:links", "企业办理链接：列表、撤销、重新发出。"),
    "keys": ("commands.keys:keys", "加密密钥：生成、查看、更换。"),
    "audit": ("commands.audit:audit", "审计留痕：校验。"),
    "database": ("commands.database:database", "数据库：升级结构、检查。"),
}


class LazyGroup(click.Group):
    """A group that imports a command when it is called: `jishen read` must not wait for Prefect."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """Return the commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return a command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(module), name)
        if not isinstance(command, click.Command):
            message = f"{COMMANDS[cmd_name][0]} is not a command"
            raise TypeError(message)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the table of commands without importing any."""
        with formatter.section("命令"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="jishen", prog_name="jishen")
def jishen() -> None:
    """即审：巡查国家人工智能备案清单，比对企业，按海珠区第三条立案并告知。"""


def main() -> None:
    """Run the command line; a fault that a person can act on is told without a traceback."""
    logging.getLogger("stamina").setLevel(logging.ERROR)  # the fault itself is told at the end
    try:
        jishen()
    except JishenError as error:
        click.echo(f"错误：{error}\n处理办法：{error.remedy}", err=True)
        sys.exit(1)
