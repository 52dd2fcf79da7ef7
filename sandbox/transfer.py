"""页面上的文件和图片：传上来、取下去，只给本机的浏览器。"""

from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from sandbox.local import only_local
from sandbox.model import Refused
from sandbox.showing import picture
from sandbox.world import World

LARGEST_FILE = 8 << 20
LONGEST_NAME = 120
UPLOADED_AS = "application/octet-stream"
"""别的网站的表单发不出这种内容，浏览器会先来问，问了也不许。"""
PICTURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=3600",
}


def build_transfer(world: World) -> APIRouter:
    """传文件、取文件、看图片的路由。"""
    router = APIRouter(prefix="/sandbox", include_in_schema=False, dependencies=[Depends(only_local)])

    @router.post("/files")
    async def upload(request: Request) -> JSONResponse:
        try:
            message_id = await _take(world, request)
        except Refused as error:
            return JSONResponse({"text": str(error)}, 400)
        return JSONResponse({"message_id": message_id})

    @router.get("/files/{file_id}")
    async def download(file_id: str) -> Response:
        try:
            file = world.file(file_id)
        except Refused as error:
            return JSONResponse({"text": str(error)}, 404)
        named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"}
        return Response(file.data, headers=HEADERS | named, media_type="application/octet-stream")

    @router.get("/images/{message_id}/{number}")
    async def image(message_id: int, number: int) -> Response:
        try:
            data = picture(world, message_id, number)
        except Refused as error:
            return JSONResponse({"text": str(error)}, 404)
        return Response(data, headers=HEADERS, media_type=kind_of(data) or "application/octet-stream")

    return router


def kind_of(data: bytes) -> str | None:
    """看开头认出来的图片类型；不是浏览器能直接显示的图片为 None。"""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for head, kind in PICTURES.items() if data.startswith(head)), None)


async def _take(world: World, request: Request) -> int:
    if request.headers.get("content-type") != UPLOADED_AS:
        raise Refused("文件没有传好，请刷新页面再试。")
    given = request.query_params
    user_id, group_id, name = given.get("user_id", ""), given.get("group_id") or None, _plain_name(given.get("name"))
    if user_id == world.self_id:
        raise Refused("不能以助手的身份操作。")
    data = await _contents(request)
    send = world.show if kind_of(data) else world.upload
    return send(user_id, name, data, group_id).message_id


def _plain_name(given: str | None) -> str:
    """去掉路径和看不见的字，太长的留下结尾（扩展名在那里）。"""
    name = "".join(one for one in (given or "").replace("\\", "/").rpartition("/")[2] if one.isprintable()).strip()
    return name[-LONGEST_NAME:] or "未命名"


async def _contents(request: Request) -> bytes:
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > LARGEST_FILE:
            raise Refused("文件太大，最多 8 MB。")
    if not data:
        raise Refused("这个文件是空的。")
    return bytes(data)
