"""Every named error of the product: a stable code, a failure kind and whose fault it is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from reelworks.domain.money import FREE, Usd


class FailureKind(StrEnum):
    """What a failure means for the step that met it."""

    TRANSIENT = "transient"  # try again on the ladder, or when the vendor says
    EXHAUSTED = "exhausted"  # a quota is used up: sleep until it resets
    PERMANENT = "permanent"  # stop and tell
    REFUSED = "refused"  # content policy: tell, with the vendor's words
    UNKNOWN = "unknown"  # an intent without an outcome: reconcile, else ask a person


class Fault(StrEnum):
    """Who can mend it."""

    USER = "user"
    VENDOR = "vendor"
    MACHINE = "machine"
    OURS = "ours"


class ReelworksError(Exception):
    """Base of the tree. `message` says what happened and with which value, `remedy` what to do."""

    code: ClassVar[str] = "error"
    kind: ClassVar[FailureKind] = FailureKind.PERMANENT
    fault: ClassVar[Fault] = Fault.OURS
    outcome_known: ClassVar[bool] = True  # False: a paid call may have gone through all the same

    job_over: ClassVar[bool] = False  # True: the vendor's job is at its end; another may be bought

    spent: Usd = FREE  # what the vendor charged all the same: a refused answer, an unusable one

    def __init__(
        self,
        message: str,
        *,
        remedy: str = "",
        details: str = "",
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.details = details  # for whoever mends it: a program's last words, a trace
        self.retry_after_s = retry_after_s  # the vendor's own word: not before so many seconds

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class BadInput(ReelworksError):
    """Something a person gave us cannot be used as it is.

    After a job was bought: the vendor does not know it, or not any more.
    """

    code = "bad_input"
    fault = Fault.USER


class BadChannels(BadInput):
    """channels.yaml cannot be used; `line` is 1-based."""

    code = "bad_channels"

    def __init__(self, message: str, *, line: int | None = None, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.line = line


class BadBackup(BadInput):
    """A backup that is not whole, damaged, of another kind, or newer than we are."""

    code = "bad_backup"


class UnknownChannel(BadInput):
    """No channel has this id."""

    code = "unknown_channel"


class NotSupported(BadInput):
    """A thing we honestly cannot do (a language without a voice, a format we do not read)."""

    code = "not_supported"


class NotFound(BadInput):
    """No task, step or file goes by that name."""

    code = "not_found"


class UnsafePath(BadInput):
    """A path leads out of the folder it must stay in."""

    code = "unsafe_path"


class OutOfDate(BadInput):
    """A decision was made about something that has changed since it was seen.

    `changed`: what is there now, by step: the sha256 of its result, None when it has none.
    """

    code = "out_of_date"

    def __init__(
        self, message: str, *, changed: Mapping[str, str | None] | None = None, remedy: str = ""
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.changed = dict(changed or {})


class NotAllowed(BadInput):
    """The action does not fit the state it was asked in."""

    code = "not_allowed"


class NotUnique(NotAllowed):
    """A video that is too much like another one is about to be published."""

    code = "not_unique"


class Busy(ReelworksError):
    """Somebody else is doing exactly this now."""

    code = "busy"
    kind = FailureKind.TRANSIENT
    fault = Fault.USER


class MachineError(ReelworksError):
    """This machine lacks something: space, a program, a permission.

    That says nothing of what a vendor did: whoever had ordered something may have bought it.
    """

    code = "machine"
    fault = Fault.MACHINE
    outcome_known = False


class DiskFull(MachineError):
    """No space left where we must write."""

    code = "disk_full"
    kind = FailureKind.TRANSIENT


class DatabaseUnavailable(MachineError):
    """PostgreSQL cannot be started or reached."""

    code = "database_unavailable"
    kind = FailureKind.TRANSIENT


class ProgramFailed(MachineError):
    """A program that we run (FFmpeg, a voice) ended with an error."""

    code = "program_failed"


class TimedOut(MachineError):
    """Something took longer than its limit."""

    code = "timed_out"
    kind = FailureKind.TRANSIENT


class VendorUnavailable(ReelworksError):
    """A vendor did not answer, or answered that it cannot now."""

    code = "vendor_unavailable"
    kind = FailureKind.TRANSIENT
    fault = Fault.VENDOR


class Disconnected(ReelworksError):
    """An account takes our tokens no more: a person must connect it again; till then all waits."""

    code = "disconnected"
    fault = Fault.USER


class KeyRefused(ReelworksError):
    """A vendor's key is missing, wrong, or may not do this."""

    code = "key_refused"
    fault = Fault.USER


class UploadLimit(ReelworksError):
    """A channel has published as much as its place allows in a day; others may go on."""

    code = "upload_limit"
    kind = FailureKind.TRANSIENT
    fault = Fault.USER


class RateLimited(VendorUnavailable):
    """A vendor was asked more often than it allows; `retry_after_s` where it says until when."""

    code = "rate_limited"


class BadAnswer(VendorUnavailable):
    """A vendor's answer is not what was asked for: cut off, of another kind, against the rules."""

    code = "bad_answer"


class TooManyAtOnce(RateLimited):
    """We ask a vendor for more at once than we may: it is well, and our own work is in the way."""

    code = "too_many_at_once"
    fault = Fault.USER


class JobFailed(VendorUnavailable):
    """A vendor's job ended without a result, and without being charged."""

    code = "job_failed"
    job_over = True


class LinkGone(VendorUnavailable):
    """A link to a vendor's result leads to nothing: not yet, or not any more."""

    code = "link_gone"


class UnsafeLink(ReelworksError):
    """A vendor's link leads where we do not follow: not https, not public, far too large.

    What it leads to was made and paid: a retry asks the same job for its link again.
    """

    code = "unsafe_link"
    fault = Fault.VENDOR


class QuotaExhausted(ReelworksError):
    """A vendor's quota is used up until its reset; `retry_after_s` where the vendor says when."""

    code = "quota_exhausted"
    kind = FailureKind.EXHAUSTED
    fault = Fault.VENDOR


class ContentRefused(ReelworksError):
    """A vendor refused the content; the message carries its words."""

    code = "content_refused"
    kind = FailureKind.REFUSED
    fault = Fault.USER
    job_over = True


class OutcomeUnknown(ReelworksError):
    """A call that may cost was sent and nobody knows what came of it."""

    code = "outcome_unknown"
    kind = FailureKind.UNKNOWN
    fault = Fault.VENDOR
    outcome_known = False


class ScriptBroken(ReelworksError):
    """A script broke its own protocol or crashed: a bug of ours."""

    code = "script_broken"
    outcome_known = False


class ScriptLost(MachineError):
    """A script's process was ended by something else: no memory, a lost parent, a person."""

    code = "script_lost"
    kind = FailureKind.TRANSIENT
