"""DRAFT that no authority has confirmed: 广州市天河区，按研发投入比例。"""
