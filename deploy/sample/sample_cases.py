"""What is special in the sample registry: each case by the filer name as the lists print it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variant:
    """The registry spells the filer's name in another way."""

    registered_name: str
    remark: str
    has_address: bool = True
    """False leaves no second fact (city) by which the variant could be settled by machine."""


@dataclass(frozen=True, slots=True)
class Rename:
    """The registry knows the listed name as a former name."""

    registered_name: str
    former_names: str
    """As the column 曾用名 has it."""
    remark: str


ABSENT = frozenset(
    {
        "广州励得体育运动发展有限公司",
        "广州宠湃科技有限公司",
        "广州光盒动力文化传播有限公司",
        "优选控股（广东）有限公司",
    }
)
"""Not in the registry: their filings come out as leads."""

VARIANTS = {
    "美茹元（广州）网络科技有限公司": Variant(
        "美茹元广州网络科技有限公司", "样例情形：登记名称缺括号"
    ),
    "广州市臻爱健康咨询服务有限公司": Variant(
        "广州臻爱健康咨询服务有限公司", "样例情形：登记名称无“市”字，住所待补", has_address=False
    ),
    "广州阅己酒店发展有限责任公司": Variant(
        "广州阅己酒店发展有限公司", "样例情形：组织形式写法不同，住所待补", has_address=False
    ),
    "广东晔生科技股份有限公司": Variant("广东晔生科技有限公司", "样例情形：登记名称无“股份”"),
    "图大千(广州)人工智能科技有限责任公司": Variant(
        "图大千（广州）人工智能科技有限公司",
        "样例情形：组织形式写法不同，住所待补",
        has_address=False,
    ),
}
"""Names that a person must compare."""

FULL_WIDTH = frozenset(
    {
        "低空智慧(广东)科技有限公司",
        "乐企智能科技(广州)有限公司",
        "连接湾创(广州)科技服务有限公司",
    }
)
"""Printed with half-width brackets, registered with full-width ones: the same name."""

SHARED_NAME = "仪学科技(广州)有限公司"
"""Two enterprises bear this name once brackets are normalised."""

RENAMES = {
    "灵感意燃（广州）创意科技有限公司": Rename(
        "样例甲（广州）创意科技有限公司",
        "灵感意燃（广州）创意科技有限公司|2026-05-31",
        "样例情形：公告之后更名",
    ),
    "广州新课标教育科技有限公司": Rename(
        "广州样例乙教育科技有限公司",
        "广州新课标教育科技有限公司|2025-06-30",
        "样例情形：公告之前已更名",
    ),
    "广州名锐讯动信息科技有限公司": Rename(
        "广州样例丙信息科技有限公司",
        "广州名锐讯动信息科技有限公司|2026-06-30；广州样例丁信息科技有限公司",
        "样例情形：公告之后更名",
    ),
}

PUBLISHED_FORMER_NAMES = {
    "广东有车科技股份有限公司": "广州市有车以后信息科技有限公司",
    "广州国交润万交通信息有限公司": "广州润万智能科技有限公司",
}
"""Former names that the lists themselves tell of in 备注; the day of the rename is not known."""

HEAD_OFFICE = "浩海生命科学技术（广州）有限公司"
BRANCH = f"{HEAD_OFFICE}海珠分公司"
"""A branch beside its head office, invented for the sample."""

WITHOUT_CONTACT = "广州奇川展览有限公司"
INDIVIDUAL_BUSINESS = "广州市海珠区凸凸文化艺术馆"
