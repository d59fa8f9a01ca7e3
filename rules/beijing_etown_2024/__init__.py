"""DRAFT that no authority has confirmed: 北京经开区，新备案模型一次性奖励。"""
