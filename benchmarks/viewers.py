"""Fifty viewers at once: how long a page takes, and what each viewer costs the server in memory.

    CHILDRIGHTS_DATA=DIR python benchmarks/viewers.py [--viewers 50] [--every 10] [--rounds 6]

Each viewer speaks Streamlit's own protocol over its own websocket, as a browser does but without
drawing: every ten seconds it asks for another year or page and waits for the end of the run. One
viewer alone, first, gives the median to compare with. Reach: p95 of 0.75 s, 2 MB a viewer.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import websockets
from page_rerun import Served, served, wait_for
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PAGES = ("", "", "ket-qua", "ban-do")
"""Half of the viewers' looks are at Tổng quan."""
YEARS = ("2022", "2023", "2024")
SEED = 2026


def memory_mb(process: int) -> float:
    """What a process holds of the machine's memory, in MB."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    held = next(line for line in lines if line.startswith("VmRSS"))
    return int(held.split()[1]) / 1024


async def look(socket: websockets.ClientConnection, page: str, year: str, token: str) -> float:
    """Ask for a page; seconds until the server has sent the last of it."""
    asked = BackMsg()
    asked.rerun_script.query_string = f"dia-ban={token}&nam={year}&ky=6T"
    asked.rerun_script.page_name = page
    begun = time.perf_counter()
    await socket.send(asked.SerializeToString())
    deltas = 0
    async for frame in socket:
        message = ForwardMsg.FromString(frame if isinstance(frame, bytes) else frame.encode())
        deltas += message.HasField("delta") or bool(message.ref_hash)
        if message.HasField("script_finished"):
            if not deltas:
                raise RuntimeError(f"An empty page: /{page} of {year}.")
            return time.perf_counter() - begun
    raise RuntimeError("The server closed the connection.")


async def viewer(
    url: str, number: int, args: argparse.Namespace, wait: float = 0, every: float = 0
) -> list[float]:
    """One viewer's looks; the first, after a wait, opens the dashboard and is not counted."""
    chance = random.Random(SEED + number)
    address = f"{url.replace('http', 'ws')}/_stcore/stream"
    async with websockets.connect(
        address, subprotocols=[websockets.Subprotocol("streamlit")], max_size=None
    ) as socket:
        await asyncio.sleep(wait)
        await look(socket, "", YEARS[0], args.token)
        taken: list[float] = []
        for _ in range(args.rounds):
            await asyncio.sleep(max(0.0, every - sum(taken[-1:])))
            page, year = chance.choice(PAGES), chance.choice(YEARS)
            taken.append(await look(socket, page, year, args.token))
        return taken


async def crowd(url: str, args: argparse.Namespace) -> list[float]:
    """All viewers, evenly apart."""
    apart = args.every / args.viewers
    found = await asyncio.gather(
        *(viewer(url, each, args, apart * each, args.every) for each in range(args.viewers))
    )
    return [seconds for each in found for seconds in each]


async def measure(server: Served, args: argparse.Namespace) -> None:
    """One viewer, who also warms the server's answers; then all of them."""
    await viewer(server.url, 0, args)
    alone = await viewer(server.url, 1, args)
    before = memory_mb(server.process)
    together = await crowd(server.url, args)
    each = (memory_mb(server.process) - before) / args.viewers
    one, many = statistics.median(alone), statistics.median(together)
    late = statistics.quantiles(together, n=20)[-1]
    print(f"one viewer: median {one:.3f} s")
    print(
        f"{args.viewers} viewers, {args.every:g} s apart: median {many:.3f} s, p95 {late:.3f} s, "
        f"{len(together)} looks; {many / one:.1f} times one viewer's"
    )
    print(f"memory: {before:.0f} MB with one viewer, {each:.1f} MB more for each")


def main(argv: Sequence[str]) -> None:
    """Print medians, the 95th percentile and memory."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--viewers", type=int, default=50)
    parser.add_argument("--every", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--token", default="hoang-mai")
    with served(["dashboard.py"]) as server:
        wait_for(server.url)
        asyncio.run(measure(server, parser.parse_args(argv)))


if __name__ == "__main__":
    main(sys.argv[1:])
