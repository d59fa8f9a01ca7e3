"""Pages that are not what they should be: each is told by its own fault."""

import pytest

from jishen.domain.errors import (
    Blocked,
    CutShort,
    EmptyBody,
    EmptyList,
    EncodingFault,
    LayoutChanged,
    LoginPage,
    SourceFault,
    TooLarge,
)
from scrapers.pages import read_announcement_page, read_list_page
from tests.unit.scrapers.golden import GOLDEN
from tests.unit.scrapers.official_files import SHARED

_URL = "https://www.cac.gov.cn/wxzw/wxfb/A093702index_1.htm"
_LIST = (GOLDEN / "deep_synthesis/list.html").read_text(encoding="utf-8")
_ARTICLE = (GOLDEN / "deep_synthesis/batch.html").read_text(encoding="utf-8")
_LABEL = "境内深度合成服务算法备案清单（2026年3月）"
_FRAME_STARTS = _LIST.index("<li><h5>")
_FRAME_ENDS = _LIST.index("</li></div>") + len("</li>")
_EMPTY_FRAME = _LIST[:_FRAME_STARTS] + _LIST[_FRAME_ENDS:]
_WAF = "<html><head><title>知道创宇云防御</title></head><body>请稍候</body></html>"
_CHALLENGE = "<html><script>var arg1='0A';document.cookie='acw_sc__v2='</script></html>"
_LOGIN = '<html><body><form><input type="password" name="p"></form></body></html>'
_NEW_LAYOUT = "<html><body><ul class='news'><li><a href='/a.htm'>公告</a></li></ul></body></html>"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (_WAF, Blocked),
        (_CHALLENGE, Blocked),
        (_LOGIN, LoginPage),
        ("<html><body>请完成安全验证</body></html>", Blocked),
        ("<html><script src='captcha.js'></script></html>", Blocked),
        (" \n", EmptyBody),
        (_LIST[: _LIST.index("loadingInfoPage") - 20], CutShort),
        (_LIST[: _LIST.index("直播电商")], CutShort),
        (_LIST[: _FRAME_STARTS + 5], CutShort),
        (_EMPTY_FRAME, EmptyList),
        (_NEW_LAYOUT, LayoutChanged),
        (_LIST.replace("loadingInfoPage", "news"), LayoutChanged),
        (_LIST.replace("<h5>", "<h6>").replace("</h5>", "</h6>"), LayoutChanged),
        (_LIST.replace("</li><li>", "<p>", 1), LayoutChanged),
        (_LIST.replace("<li><h5>", "<p><h5>").replace("</div></li>", "</div></p>"), LayoutChanged),
        (_LIST.replace("href=//www.cac.gov.cn/2026-03/17", "href=javascript:"), LayoutChanged),
    ],
)
def test_answer_without_a_whole_list_is_told_by_its_fault(
    text: str, fault: type[SourceFault]
) -> None:
    with pytest.raises(fault):
        read_list_page(text.encode(), _URL)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (_WAF, Blocked),
        (_LOGIN, LoginPage),
        (_ARTICLE[: _ARTICLE.index("附件：")], CutShort),
        (_ARTICLE.replace('id="BodyLabel"', 'id="content"'), LayoutChanged),
        (_ARTICLE.replace('class="title"', 'class="headline"'), LayoutChanged),
        (_ARTICLE.replace("fText=", "x=").replace(f"<strong>{_LABEL}", "<strong>"), LayoutChanged),
    ],
)
def test_answer_without_a_whole_article_is_told_by_its_fault(
    text: str, fault: type[SourceFault]
) -> None:
    with pytest.raises(fault):
        read_announcement_page(text.encode(), _URL)


@pytest.mark.parametrize(
    "text",
    [
        _ARTICLE.replace(f"<strong>{_LABEL}", "<strong>"),
        _ARTICLE.replace("fText=", "x="),
        _ARTICLE.replace("fText=%E5%A2%83", "fText=%E5%A2"),
        _ARTICLE.replace('<div id="BodyLabel">', "<DIV id=BodyLabel>"),
    ],
)
def test_attachment_is_labelled_by_its_address_else_by_its_text(text: str) -> None:
    page = read_announcement_page(text.encode(), _URL)

    assert [link.label for link in page.attachments] == [_LABEL]


def test_page_with_the_right_shape_is_good_whatever_scripts_it_carries() -> None:
    text = _LIST.replace(
        "</body>", "<script>/* acw_sc 知道创宇 安全验证 captcha */</script></body>"
    )

    links = read_list_page(text.encode(), _URL)

    assert len(links) == 3


def test_title_with_a_quote_in_its_attribute_is_taken_from_the_text() -> None:
    text = _LIST.replace("直播电商监督管理办法", '关于"直播电商"的办法')

    links = read_list_page(text.encode(), _URL)

    assert links[2].title == '关于"直播电商"的办法'


def test_gb18030_page_that_declares_gb2312_is_read_right() -> None:
    text = _LIST.replace("UTF-8", "gb2312").replace("直播电商", "朱镕基㙍")

    links = read_list_page(text.encode("gb18030"), _URL)

    assert links[2].title == "朱镕基㙍监督管理办法"


@pytest.mark.parametrize(
    "body",
    [
        _LIST.encode("gb18030"),
        _LIST.replace("UTF-8", "gb2312").encode("utf-8"),
        _LIST.replace("UTF-8", "iso-8859-1").encode("utf-8"),
        _LIST.encode("utf-8").replace("公告".encode(), b"\xe5\x85", 1),
    ],
)
def test_page_that_is_not_in_its_declared_charset_is_refused(body: bytes) -> None:
    with pytest.raises(EncodingFault):
        read_list_page(body, _URL)


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16"])
def test_byte_order_mark_wins_over_the_declared_charset(charset: str) -> None:
    body = _LIST.replace("UTF-8", "gb2312").encode(charset)

    assert len(read_list_page(body, _URL)) == 3


def test_page_far_larger_than_any_page_is_refused_unread() -> None:
    body = _LIST.encode() + b" " * 2_000_000

    with pytest.raises(TooLarge):
        read_list_page(body, _URL)


def test_article_without_readable_times_is_read_without_them() -> None:
    text = _ARTICLE.replace("2026年03月12日 09:30", "今日").replace("2026/03/12", "2026/13/12")

    page = read_announcement_page(text.encode(), _URL)

    assert (page.published_at, page.rebuilt_at) == (None, None)


def test_document_linked_directly_is_an_attachment_too() -> None:
    text = _ARTICLE.replace("<p>国家", '<p><a href="/files/a.docx">附件2</a></p><p>国家', 1)

    page = read_announcement_page(text.encode(), _URL)

    assert [(link.url, link.label) for link in page.attachments][1:] == [
        ("https://www.cac.gov.cn/files/a.docx", "附件2")
    ]


@pytest.mark.skipif(not (SHARED / "data/html").is_dir(), reason="the saved pages are not at hand")
def test_saved_list_page_of_the_site_reads_to_its_twenty_links() -> None:
    body = (SHARED / "data/html/cac_list_A09370303_saved_2026-10-05.html").read_bytes()

    links = read_list_page(body, "https://www.cac.gov.cn/wxzw/zcfg/bmgz/A09370303index_1.htm")

    assert len(links) == 20
    assert links[0].url == "https://www.cac.gov.cn/2026-07/24/c_1786638889704872.htm"
    assert all(link.published_on for link in links)


@pytest.mark.skipif(not (SHARED / "data/html").is_dir(), reason="the saved pages are not at hand")
def test_saved_article_of_the_site_reads_to_its_three_attachments() -> None:
    body = (SHARED / "data/html/cac_article_with_attachments_trimmed_2026-09-21.html").read_bytes()

    page = read_announcement_page(body, "https://www.cac.gov.cn/2026-06/26/c_1784217637474922.htm")

    assert [link.label for link in page.attachments] == [
        "政务移动互联网应用程序管理要求（征求意见稿）",
        "编制说明",
        "强制性国家标准反馈意见表",
    ]
    assert {link.url.partition("?")[0] for link in page.attachments} == {
        "https://www.cac.gov.cn/cms/pub/interact/downloadfile.jsp"
    }
