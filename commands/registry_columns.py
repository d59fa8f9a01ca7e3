"""The columns a registry source may have: our name for each, and how others print it."""

USCC = "统一社会信用代码"
NAME = "企业名称"
KIND = "企业类型"
FORMER_NAMES = "曾用名"
RENAMED_ON = "更名日期"
BRANDS = "品牌名称"
ADDRESS = "注册地址"
OPERATING_ADDRESS = "经营地址"
DISTRICT = "所属区"
STREET = "街道"
ZONE = "示范区"
STATUS = "状态"
STATUS_ON = "状态日期"
DEREGISTERED_ON = "注销日期"
REVOKED_ON = "吊销日期"
MOVED_IN_ON = "迁入日期"
MOVED_OUT_ON = "迁出日期"
INDUSTRY = "行业"
HEAD_OFFICE = "隶属企业"
PARENT = "上级企业"
LEGAL_REPRESENTATIVE = "法定代表人"
CONTACT_NAME = "联系人"
CONTACT_PHONE = "联系电话"
CONTACT_EMAIL = "联系邮箱"
REMARK = "备注"
AS_OF = "数据日期"

REQUIRED = (NAME, USCC)
IGNORED = "忽略"
PRINTED_AS = {
    USCC: (
        *("统一社会信用代码", "信用代码", "社会信用代码", "统一信用代码", "社会统一信用代码"),
        *("统一社会信用代码/注册号", "统一代码", "uscc"),
    ),
    NAME: (
        *("企业名称", "单位名称", "市场主体名称", "主体名称", "经营主体名称", "商事主体名称"),
        *("企业(机构)名称", "机构名称", "公司名称", "名称", "name"),
    ),
    KIND: (
        *("企业类型", "主体类型", "市场主体类型", "经营主体类型", "商事主体类型", "机构类型"),
        *("企业(机构)类型", "登记类型", "类型", "kind"),
    ),
    FORMER_NAMES: (
        *("曾用名", "曾用名称", "企业曾用名", "原名称", "原企业名称", "历史名称", "变更前名称"),
        "former_names",
    ),
    RENAMED_ON: ("更名日期", "名称变更日期", "变更名称日期", "更名时间", "renamed_on"),
    BRANDS: ("品牌名称", "品牌", "商标", "产品品牌", "brand_names"),
    ADDRESS: ("注册地址", "住所", "地址", "登记地址", "企业住所", "注册地", "registered_address"),
    OPERATING_ADDRESS: (
        *("经营地址", "经营场所", "实际经营地址", "生产经营地址", "办公地址", "经营地"),
        "operating_address",
    ),
    DISTRICT: ("所属区", "行政区划", "区县", "所在区", "所属区县", "辖区", "district"),
    STREET: ("街道", "所属街道", "所在街道", "镇街", "街镇", "街道镇", "street"),
    ZONE: ("示范区", "是否在示范区", "zone"),
    STATUS: (*("状态", "登记状态", "经营状态", "企业状态", "主体状态", "存续状态", "status"),),
    STATUS_ON: ("状态日期", "状态变更日期", "status_on"),
    DEREGISTERED_ON: ("注销日期", "注销时间", "核准注销日期"),
    REVOKED_ON: ("吊销日期", "吊销时间"),
    MOVED_IN_ON: ("迁入日期", "迁入时间", "迁入本区日期", "moved_in_on"),
    MOVED_OUT_ON: ("迁出日期", "迁出时间", "迁出本区日期", "moved_out_on"),
    INDUSTRY: ("行业", "所属行业", "行业名称", "行业门类", "国民经济行业", "行业分类", "industry"),
    HEAD_OFFICE: (
        *("隶属企业", "隶属企业名称", "总公司", "总公司名称", "隶属单位", "所属法人"),
        *("隶属企业信用代码", "总公司信用代码", "隶属企业统一社会信用代码", "head_office"),
    ),
    PARENT: (
        *("上级企业", "母公司", "控股股东", "母公司名称", "控股企业", "上级单位"),
        *("母公司信用代码", "parent"),
    ),
    LEGAL_REPRESENTATIVE: (
        *("法定代表人", "法人代表", "法人", "法定代表人姓名", "负责人", "经营者"),
        *("法定代表人/负责人", "legal_representative"),
    ),
    CONTACT_NAME: ("联系人", "联络员", "联系人姓名", "contact_name"),
    CONTACT_PHONE: (
        *("联系电话", "电话", "手机", "联系手机", "手机号", "手机号码", "联系方式"),
        *("电话号码", "contact_phone"),
    ),
    CONTACT_EMAIL: ("联系邮箱", "邮箱", "电子邮件", "电子邮箱", "邮箱地址", "contact_email"),
    REMARK: ("备注", "标记", "remark"),
    AS_OF: ("数据日期", "数据截止日期", "数据更新日期", "更新日期", "更新时间", "as_of"),
}
COLUMN_OF = {printed: column for column, names in PRINTED_AS.items() for printed in names}
FIELD_OF = {
    NAME: "name",
    KIND: "kind",
    FORMER_NAMES: "former_names",
    BRANDS: "brand_names",
    ADDRESS: "registered_address",
    OPERATING_ADDRESS: "operating_address",
    DISTRICT: "district",
    STREET: "street",
    ZONE: "zone_status",
    STATUS: "status",
    MOVED_IN_ON: "moved_in_on",
    MOVED_OUT_ON: "moved_out_on",
    INDUSTRY: "industry",
    HEAD_OFFICE: "head_office",
    PARENT: "parent",
    LEGAL_REPRESENTATIVE: "legal_representative",
    CONTACT_NAME: "contact_name",
    CONTACT_PHONE: "contact_phone",
    CONTACT_EMAIL: "contact_email",
}
"""The column that says a field; other fields follow from several columns."""
