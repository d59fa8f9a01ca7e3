"""DRAFT that no authority has confirmed: 珠海市，按项奖励、累计封顶。"""
