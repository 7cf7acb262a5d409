"""Why a model gave no whole reply, read from the first lines of a server's reply or from what a client raised. Pure."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

Reason = Literal["unreachable", "refused", "busy", "server", "stalled", "slow", "too much", "broken", "empty", "not a model", "resting"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a model gave no whole reply; `retry_after` are the seconds that the server asked to be left alone for."""

    reason: Reason
    status: int | None = None
    retry_after: float | None = None

    @property
    def passing(self) -> bool:
        """Whether the same question may be answered a moment later."""
        return self.reason in ("unreachable", "busy", "server")


def refusal(status: int, headers: Mapping[str, str]) -> Fault | None:
    """What is wrong with a reply by its first lines; None for a model's."""
    if status == 429:
        return Fault("busy", status, retry_after(headers))
    if status >= 500:
        return Fault("server", status, retry_after(headers))
    if status != 200:
        return Fault("refused", status)
    return Fault("not a model", status) if headers.get("content-type", "").lower().startswith("text/html") else None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a server asks for, given as a number or as a date; None where it asks for nothing that can be read."""
    said = headers.get("retry-after", "").strip()
    with suppress(ValueError, OverflowError):
        seconds = float(said)
        return seconds if 0 <= seconds < float("inf") else None
    with suppress(ValueError, TypeError):
        return max(0.0, email.utils.parsedate_to_datetime(said).timestamp() - time.time())
    return None


def raised(error: Exception) -> Fault:
    """The fault behind what a client raised, by what stands in its chain of causes; clients differ in what they wrap it in."""
    chain: list[BaseException] = [error]
    while (before := chain[-1].__cause__ or chain[-1].__context__) and before not in chain:
        chain.append(before)
    status = next((status for one in chain if isinstance(status := getattr(one, "status_code", None), int)), None)
    if status is not None:
        return Fault("busy" if status == 429 else "server" if status >= 500 else "refused", status)
    names = {kind.__name__ for one in chain for kind in type(one).__mro__}
    if names & {"ConnectError", "ConnectTimeout", "ConnectionRefusedError", "gaierror"}:
        return Fault("unreachable")
    return Fault("stalled") if "TimeoutException" in names else Fault("broken")
