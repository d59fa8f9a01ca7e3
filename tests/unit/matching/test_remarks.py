"""Which remarks of the official lists concern the filer."""

import pytest

from jishen.matching.remarks import concerns_filer, earlier_filer_names


@pytest.mark.parametrize(
    "remarks",
    [
        "已注销",
        "已注\n销",
        "原主体名称“广州市有车以后信息科技有限公司”变更为“广东有车科技股份有限公司”",
        "2022年9月更新备案主体名称",
        "2024年4月、6月，新增关联产品愈苹AI(网站)，主体由佛山愈苹科技有限公司变更为广州愈苹科技有限公司",
        "变更内容：《算法安全自评估报告》中主体名称由“快手阿修信息科技（上海）有限公司”变更为“上海赢可通信息科技有限公司”",
        "变更内容：变更法人",
    ],
)
def test_a_change_or_end_of_the_filer_concerns_it(remarks) -> None:
    answer = concerns_filer(remarks)

    assert answer


@pytest.mark.parametrize(
    "remarks",
    [
        "",
        "2023年12月新增算法使用产品",
        "变更内容：新增产品迅雷浏览器(APP)",
        "变更内容：产品名称由“宝宝云平台（APP）”变更为“宝宝云(APP)”",
        "变更内容：变更算法安全责任人",
        "变更内容：变更主要用途",
        "2024年6月，原算法名称“腾讯云多行业客服场景大模型”变更为“腾讯云行业大模型算法”",
    ],
)
def test_a_change_of_product_or_algorithm_does_not(remarks) -> None:
    answer = concerns_filer(remarks)

    assert not answer


@pytest.mark.parametrize(
    ("remarks", "names"),
    [
        (
            "原主体名称“广州市有车以后信息科技有限公司”变更为“广东有车科技股份有限公司”",
            ("广州市有车以后信息科技有限公司",),
        ),
        (
            "\n\n原主体名称“山西一横网络科技有限公司”变更为“广州加预算网络科技有限公司”\n",
            ("山西一横网络科技有限公司",),
        ),
        (
            "2024年8月，变更内容：主体名称由佛山卓瞻科技有限公司变更为广州卓瞻科技有限公司，新增产品卓瞻(网站)",
            ("佛山卓瞻科技有限公司",),
        ),
        (
            "变更内容：主体名称“国泰君安证券股份有限公司”变更为“国泰海通证券股份有限公司”，“国泰君安君弘(APP)”变更为“国泰海通君弘(APP)”",
            ("国泰君安证券股份有限公司",),
        ),
        ("变更内容：产品名称由“宝宝云平台（APP）”变更为“宝宝云(APP)”", ()),
        (
            "2024年8月，原主体名称言希（佛山）有限公司变更为广州言希人工智能技术有限公司",
            ("言希（佛山）有限公司",),
        ),
        ("已注销", ()),
    ],
)
def test_the_earlier_name_of_the_filer_is_read_from_the_remarks(remarks, names) -> None:
    found = earlier_filer_names(remarks)

    assert found == names
