"""Faults of sealed data and of the registry's tasks."""

from jishen.domain.errors import JishenError


class SealFault(JishenError):
    """Sealed data cannot be opened, or the key file cannot be used."""

    remedy = (
        "请核对密钥文件（设置 seal_key_file，默认在数据目录的 seal.key）：须与数据库一同备份，"
        "权限为 600；切勿以新密钥文件替换旧文件，更换密钥时将新密钥加在第一行。"
    )


class RegistryTaskFault(JishenError):
    """A task of the registry cannot be settled so."""

    remedy = "请运行 jishen registry tasks list 核对任务编号、状态与可用的处理方式。"
