"""《广州市海珠区建设人工智能大模型应用示范区实施细则》, one module per article."""
