"""A registry for a backtest: a file, or every filer of Haizhu as a sample enterprise."""

import csv
from pathlib import Path

from stdnum.cn import uscc

from commands.demo_site import SOURCE_TREE
from commands.registry_file import read_registry
from jishen.domain.enterprises import Enterprise, EnterpriseKind, FormerName, ZoneStatus
from jishen.domain.errors import BacktestFault

_FILERS = SOURCE_TREE / "deploy" / "replica" / "facts" / "haizhu_filers.csv"
_ORGANISATION_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_COMPANY_IN_HAIZHU = "91440105"


def registry_of(file: Path) -> tuple[Enterprise, ...]:
    """Return the good rows of a registry file.

    Raises:
        RegistryFault: the file cannot be read.
        BacktestFault: no row of it is good.
    """
    good = read_registry(file).good
    if not good:
        message = f"企业名册 {file.name} 没有一行可以使用"
        raise BacktestFault(message)
    return good


def every_haizhu_filer() -> tuple[Enterprise, ...]:
    """Return every filer that the lists name with a number of Haizhu, in the zone, as samples."""
    if not _FILERS.is_file():
        message = "缺少 deploy/replica/facts/haizhu_filers.csv，请在源代码目录中运行"
        raise BacktestFault(message)
    with _FILERS.open(encoding="utf-8", newline="") as file:
        return tuple(
            Enterprise(
                uscc=sample_code(serial),
                name=record["主体名称"],
                kind=EnterpriseKind.COMPANY,
                former_names=tuple(
                    FormerName(name, None) for name in record["曾用名"].split("；") if name
                ),
                registered_address=f"样例：广州市海珠区琶洲街道样例路{serial}号",
                street="琶洲街道",
                zone_status=ZoneStatus.IN,
                zone_basis="回测假定全部在示范区内",
                is_sample=True,
            )
            for serial, record in enumerate(csv.DictReader(file), start=1)
        )


def sample_code(serial: int) -> str:
    """Return a unified social credit code that is right in its check characters and plainly ours.

    >>> sample_code(1)
    '91440105000Y0001XL'
    """
    body = f"000Y{serial:04d}"
    total = sum(
        _ORGANISATION_CHARACTERS.index(sign) * weight
        for sign, weight in zip(body, _WEIGHTS, strict=True)
    )
    check = "0123456789X"[(11 - total % 11) % 11]
    seventeen = f"{_COMPANY_IN_HAIZHU}{body}{check}"
    return seventeen + str(uscc.calc_check_digit(seventeen))
