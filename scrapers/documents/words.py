"""The words of the orders and answers between the reader's parent and its child."""

READ, RENDER, SHOW = "read", "render", "show"
ROWS, PICTURE, PAGE = "rows", "picture", "page"
CONVERT, FAULT, BROKEN = "convert", "fault", "broken"
