"""What belongs to which national list."""

import pytest

from jishen.domain.announcements import AnnouncementLink, AttachmentLink
from jishen.domain.errors import EmptyList, TableChanged
from scrapers.sources import SOURCES, algorithms, deep_synthesis
from tests.unit.scrapers.docx_files import DEEP_SYNTHESIS_HEADER, FIRST, docx, text_table
from tests.unit.scrapers.golden import GOLDEN

_LIST_PAGE = deep_synthesis.SOURCE.indexes[1]


def test_each_source_has_a_name_of_its_own() -> None:
    assert [(source.key, source.short_name) for source in SOURCES] == [
        ("algorithms", "算法"),
        ("deep_synthesis", "深度合成"),
        ("deep_synthesis_first", "深度合成第一批"),
        ("generative_ai", "生成式"),
        ("cancellations", "注销"),
        ("guangdong", "广东省"),
    ]


@pytest.mark.parametrize(
    ("label", "is_algorithms", "is_deep_synthesis"),
    [
        ("境内互联网信息服务算法备案清单（2026年3月）", True, False),
        ("附件17 境内互联网信息服务算法备案清单（2026年3月）", True, False),
        ("境内深度合成服务算法备案清单（2026年3月）", False, True),
        ("附件", True, True),
        ("附件 19", True, True),
        ("境内算法备案信息", True, True),
        ("境内互联网信息服务 算法 备案清单.pdf", True, False),
        ("编制说明", False, False),
        ("算法安全自评估报告模板", False, False),
    ],
)
def test_list_is_told_by_its_label_widely(
    label: str, is_algorithms: bool, is_deep_synthesis: bool
) -> None:
    link = AttachmentLink("https://www.cac.gov.cn/cms/pub/interact/downloadfile.jsp", label)

    assert algorithms.SOURCE.is_attachment_ours(link) is is_algorithms
    assert deep_synthesis.SOURCE.is_attachment_ours(link) is is_deep_synthesis


@pytest.mark.parametrize(
    ("title", "is_ours"),
    [
        ("国家互联网信息办公室关于发布第十六批深度合成服务算法备案信息的公告", True),
        ("关于发布 第十九批 深度合成服务算法备案信息的公告", True),
        ("国家互联网信息办公室关于发布生成式人工智能服务已备案信息的公告", False),
        ("互联网信息服务深度合成管理规定", False),
    ],
)
def test_batch_is_told_by_its_title_on_the_list_page(title: str, is_ours: bool) -> None:
    link = AnnouncementLink("https://www.cac.gov.cn/a.htm", title, None)

    assert _LIST_PAGE.is_ours(link) is is_ours


def test_hub_that_has_lost_its_lists_is_a_fault() -> None:
    body = (GOLDEN / "deep_synthesis/batch.html").read_bytes()

    with pytest.raises(EmptyList, match="没有备案清单附件"):
        algorithms.SOURCE.read_page(body, algorithms.HUB_URL)


def test_source_refuses_the_table_of_the_other_list() -> None:
    content = docx(text_table(DEEP_SYNTHESIS_HEADER, FIRST))

    rows = deep_synthesis.SOURCE.read_attachment(content).rows

    assert len(rows) == 1
    with pytest.raises(TableChanged):
        algorithms.SOURCE.read_attachment(content)
