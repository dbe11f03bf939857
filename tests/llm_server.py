"""An OpenAI-compatible endpoint of ours, over real HTTP, whose model does what a test's script says.

It can be slow, wrong, cut off, rate limited, out of order, refusing, or obedient to what the papers say.
"""

import asyncio
import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Self

PAPERS = re.compile(r"<<<PAPERS (\w+)>>>\n(.*)\n<<<END \1>>>", re.DOTALL)
CRITERION = re.compile(r"^Judge (?:criterion (\w+)|the (case) as a whole) now\.", re.MULTILINE)
MODEL = "scripted-1-2026-11-01"
KEY = "sk-test-4f9a8b7c6d5e"  # looks like a key, opens nothing


USAGE = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
"""Of a usual request; a long one counts a token for every four letters."""
LONG = 11_000


@dataclass(frozen=True)
class Ask:
    """One request: `number` counts requests of this server from 1, `nth` those for the criterion.

    The request about the case as a whole has the criterion "case".
    """

    criterion: str
    number: int
    nth: int
    prompt: str
    papers: dict[str, Any]
    body: dict[str, Any]
    headers: dict[str, str]

    def lines(self) -> list[tuple[str, int, str]]:
        """Every line of the papers that the model sees, with document and page."""
        return [
            (document["document"], page["page"], line.strip())
            for document in self.papers["documents"]
            for page in document["pages"]
            for line in page["text"].split("\n")
            if line.strip()
        ]


@dataclass(frozen=True)
class Reply:
    """What goes back. `answer` becomes a tool call, or text with `as_text`; `drop` hangs up instead."""

    answer: Any = None
    as_text: bool = False
    text: str | None = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    after: int = 0  # held back until so many requests have come, however slow the machine is
    finish_reason: str | None = None
    refusal: str | None = None
    drop: bool = False
    raw: bytes | None = None
    pieces: tuple[tuple[float, bytes], ...] = ()  # of a stream, each after so many seconds
    usage: dict[str, Any] | None = field(default_factory=lambda: dict(USAGE))
    model: str = MODEL


Script = Callable[[Ask], Reply]


class ScriptedModel:
    """Runs the endpoint on a thread; `asks` are the requests so far, `peak` the most at the same time.

    `probes` are tiny requests that find out what the server understands; `refuse` answers them, and all other
    requests, where it returns a reply.
    """

    def __init__(
        self, script: Script, refuse: Callable[[dict[str, Any]], Reply | None] = lambda _: None
    ) -> None:
        self.script = script
        self.refuse = refuse
        self.probes: list[dict[str, Any]] = []
        self.asks: list[Ask] = []
        self.moments: list[float] = []
        self.peak = 0
        self._running = 0
        self._came = asyncio.Condition()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True, name="scripted-model")

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._server = self._loop.run_until_complete(asyncio.start_server(self._handle, "127.0.0.1", 0))
        self.port = self._server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()

    async def _close(self) -> None:
        self._server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._answer_one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head.split("\r\n")[1:] if line)
        }
        content = await reader.readexactly(int(headers.get("content-length", 0)))
        if head.startswith("GET "):
            await self._send(writer, Reply(status=404))
            return True
        body = json.loads(content)
        if "<<<PAPERS" not in str(body["messages"]):
            self.probes.append(body)
            await self._send(writer, self.refuse(body) or Reply({"number": 7}))
            return True
        ask = self._note(body, headers)
        self._running += 1
        self.peak = max(self.peak, self._running)
        try:
            reply = self.refuse(body) or self.script(ask)
            if ask.criterion == "case" and reply.raw is None and isinstance(reply.answer, dict):
                reply = replace(reply, answer=VIEW | reply.answer)
            if reply.usage == USAGE and len(ask.prompt) > LONG:
                reply = replace(reply, usage=USAGE | {"prompt_tokens": len(ask.prompt) // 4})
            await asyncio.sleep(reply.delay)
            async with self._came:
                self._came.notify_all()
                await self._came.wait_for(lambda: len(self.asks) >= reply.after)
            if reply.drop:
                writer.transport.abort()
                return False
            await self._send(writer, reply)
        finally:
            self._running -= 1
        return True

    async def _send(self, writer: asyncio.StreamWriter, reply: Reply) -> None:
        if reply.pieces:
            writer.write(b"HTTP/1.1 200 X\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n")
            for seconds, piece in reply.pieces:
                await asyncio.sleep(seconds)
                writer.write(piece)
                await writer.drain()
            writer.close()
            return
        content = render(reply)
        lines = [f"HTTP/1.1 {reply.status} X", "content-type: application/json",
                 f"content-length: {len(content)}"]  # fmt: skip
        lines += [f"{name}: {value}" for name, value in reply.headers.items()]
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + content)
        await writer.drain()

    def _note(self, body: dict[str, Any], headers: dict[str, str]) -> Ask:
        prompt = "\n".join(str(message["content"]) for message in body["messages"])
        papers = PAPERS.search(prompt)
        criterion = CRITERION.search(prompt)
        assert papers
        assert criterion
        code = criterion.group(1) or criterion.group(2)
        nth = 1 + sum(ask.criterion == code for ask in self.asks)
        ask = Ask(
            code, len(self.asks) + 1, nth, prompt, json.loads(papers.group(2)), body, headers
        )  # fmt: skip
        self.asks.append(ask)
        self.moments.append(time.monotonic())
        return ask


def render(reply: Reply) -> bytes:
    """Return a reply as a chat completion, or as an error in the provider's form."""
    if reply.raw is not None:
        return reply.raw
    if reply.status >= 400:
        return json.dumps({"error": {"message": reply.text or "an error", "type": "x", "code": "x"}}).encode()
    message: dict[str, Any] = {"role": "assistant", "content": None}
    finish = reply.finish_reason or "stop"
    if reply.refusal is not None:
        message["refusal"] = reply.refusal
    elif reply.text is not None or reply.as_text:
        message["content"] = reply.text if reply.text is not None else json.dumps(reply.answer)
    else:
        arguments = reply.answer if isinstance(reply.answer, str) else json.dumps(reply.answer)
        message["tool_calls"] = [
            {"id": "c1", "type": "function", "function": {"name": "judge", "arguments": arguments}}
        ]
        finish = reply.finish_reason or "tool_calls"
    completion = {
        "id": "x", "object": "chat.completion", "created": 1, "model": reply.model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
    }  # fmt: skip
    if reply.usage is not None:
        completion["usage"] = reply.usage
    return json.dumps(completion).encode()


VIEW = {"doubts": [], "lower": [], "summary": "The papers speak for themselves.", "confidence": "medium"}
"""What the case as a whole looks like to every script: nothing beside the criteria."""

VERDICTS = ("not_met", "not_met", "partly", "met", "met")


def make_answer(
    criterion: str, level: int, quotes: list[tuple[str, int, str]], **changes: Any
) -> dict[str, Any]:
    """Return a sound answer with one strength for the quotes, if any."""
    findings = [
        {
            "kind": "strength", "code": "documented_achievement", "text": "It is shown.",
            "evidence": [{"document": d, "page": p, "quote": q} for d, p, q in quotes],
        }
    ] if quotes else []  # fmt: skip
    return {
        "criterion": criterion, "level": level, "verdict": VERDICTS[level], "rationale": "As quoted.",
        "findings": findings,
    } | changes  # fmt: skip


def judge_honestly(ask: Ask) -> Reply:
    """A small honest model: the more lines with figures that it sees, the higher the level."""
    telling = [line for line in ask.lines() if re.search(r"\d", line[2]) and len(line[2]) > 40]
    offset = sum(map(ord, ask.criterion)) % 3  # criteria differ
    level = min(3, len(telling) // (4 + offset))
    return Reply(make_answer(ask.criterion, level, telling[:12] if level else []))


def obey(*markers: str) -> Script:
    """A model that gives full marks, with quotes real and invented, once it reads one of the markers."""

    def script(ask: Ask) -> Reply:
        prompt = squeeze(ask.prompt)
        if any(squeeze(marker) in prompt for marker in markers):
            quotes = [*ask.lines()[:6], ("d1", 1, "She won the Nobel Prize in Physics in 2025.")]
            return Reply(make_answer(ask.criterion, 4, quotes))
        return judge_honestly(ask)

    return script


def squeeze(text: str) -> str:
    """Return letters and digits only, so that a marker is found however it was laid out or escaped."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())
