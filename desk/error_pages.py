"""Errors as pages: what happened and what to do, never how the program is built."""

from contextlib import suppress
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from desk.acting import kept_texts
from desk.context import desk_of
from desk.enterprise.errors import PREFIX, enterprise_error
from desk.forms import FOREIGN_FORM, Form, any_form
from desk.guard import STALE_CODE, who_asks
from desk.rendering import show
from desk.security import security_headers

_SAID = {
    HTTPStatus.BAD_REQUEST: (
        "请求有误",
        "网址中的筛选条件或页码无法识别。请返回列表页重新选择。",
    ),
    HTTPStatus.NOT_FOUND: (
        "没有找到",
        "没有这个页面，或者编号有误。请核对网址，或从案件队列重新进入。",
    ),
    HTTPStatus.UNAUTHORIZED: (
        "登录已过期",
        "您的登录已经过期，本次提交没有办理。请重新登录后再办理一次。",
    ),
    HTTPStatus.FORBIDDEN: (
        "无权办理",
        "您的角色不能打开或办理此项。需要时请系统管理员在“人员”页面授予相应角色。",
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "提交内容过长",
        "提交的内容超过限额，没有办理。请缩短后重新提交。",
    ),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: (
        "提交格式有误",
        "请从本系统的页面提交，不支持其他格式。",
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        "不能办理",
        "这个网址不接受此种操作。请从页面上的按钮办理。",
    ),
}
_SAID_OF_CODE = (
    "请再次输入动态口令",
    "办理涉及资金的事项须在近期输入过动态口令，本次提交没有办理。请重新打开办理页面，按提示输入后再办理。",
)
_SAID_OF_FORM = (
    "没有办理",
    "提交的页面来自较早的登录，或者不是本系统的页面。请回到原页面刷新后重新提交。",
)
Kept = tuple[tuple[str, str], ...]
"""What was typed into a form, by field."""
_OTHERWISE = (
    "系统出现故障",
    "页面暂时无法显示，故障已记入运行日志。请稍后再试；持续出现时请告知系统管理员出现故障的时间和网址。",
)


def add_error_pages(app: FastAPI) -> None:
    """Make the app answer every error with a page."""
    app.add_exception_handler(HTTPException, _of_status)
    app.add_exception_handler(RequestValidationError, _of_bad_request)
    app.add_exception_handler(Exception, _of_fault)


async def _of_status(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if isinstance(error, HTTPException) and status == HTTPStatus.SEE_OTHER:
        return Response(status_code=status, headers=error.headers)
    kept = await _kept(request) if status == HTTPStatus.UNAUTHORIZED else ()
    detail = str(getattr(error, "detail", ""))
    response = await run_in_threadpool(_error_page, request, status, detail, kept)
    if isinstance(error, HTTPException):
        response.headers.update(error.headers or {})
    return response


async def _kept(request: Request) -> Kept:
    """Return what was typed into a form that came too late, if it can be read."""
    read = getattr(request.state, "form", None)
    try:
        return kept_texts(read if isinstance(read, Form) else await any_form(request))
    except HTTPException:
        return ()


def _of_bad_request(request: Request, error: Exception) -> HTMLResponse:
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    is_in_path = any(fault["loc"][0] == "path" for fault in faults)
    return _error_page(request, HTTPStatus.NOT_FOUND if is_in_path else HTTPStatus.BAD_REQUEST)


def _of_fault(request: Request, _error: Exception) -> HTMLResponse:
    response = _error_page(request, HTTPStatus.INTERNAL_SERVER_ERROR)
    # Sent from outside the middleware that adds them to everything else.
    response.headers.update(security_headers(desk_of(request).settings.desk))
    return response


def _error_page(request: Request, status: int, detail: str = "", kept: Kept = ()) -> HTMLResponse:
    if request.url.path.startswith(PREFIX):
        return enterprise_error(request, status)
    if not hasattr(request.state, "who") and status != HTTPStatus.INTERNAL_SERVER_ERROR:
        with suppress(SQLAlchemyError):  # the page says the same without a name on it
            who_asks(request)
    heading, advice = _SAID.get(HTTPStatus(status), _OTHERWISE)
    if status == HTTPStatus.UNAUTHORIZED and detail == STALE_CODE:
        heading, advice = _SAID_OF_CODE
    elif status == HTTPStatus.FORBIDDEN and detail == FOREIGN_FORM:
        heading, advice = _SAID_OF_FORM
    elif status == HTTPStatus.FORBIDDEN and not detail.isascii():
        advice = f"此项须有“{detail}”角色。{advice}"
    return show(request, "error.html", status=status, heading=heading, advice=advice, kept=kept)
