"""The `jishen` command: one group, one file per command group."""

import sys

import click

from commands.audit import audit
from commands.cases import cases
from commands.database import database
from commands.demo import demo
from commands.doctor import doctor
from commands.passes import advance, watch
from commands.read import read
from commands.registry import registry
from commands.up import up
from jishen.domain.errors import JishenError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="jishen", prog_name="jishen")
def jishen() -> None:
    """即审：巡查国家人工智能备案清单，比对企业，按海珠区第三条立案并告知。"""


for command in (advance, audit, cases, database, demo, doctor, read, registry, up, watch):
    jishen.add_command(command)


def main() -> None:
    """Run the command line; a fault that a person can act on is told without a traceback."""
    try:
        jishen()
    except JishenError as error:
        click.echo(f"错误：{error}\n处理办法：{error.remedy}", err=True)
        sys.exit(1)
