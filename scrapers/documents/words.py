"""The words of the orders and answers between the reader's parent and its child."""

READ, RENDER = "read", "render"
ROWS, PICTURE, CONVERT, FAULT, BROKEN = "rows", "picture", "convert", "fault", "broken"
