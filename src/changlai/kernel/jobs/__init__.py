"""Jobs, timers and outbox on one lease table. Order work with ``add``; declare it with ``@job`` or ``@outside_job``."""

from changlai.kernel.jobs.ending import ENDING
from changlai.kernel.jobs.lease import Job, LostLease, NewJob, Permanent, RetryIn, add, completing, hold, not_ordered
from changlai.kernel.jobs.registry import Handler, handlers, job, outside_job, queues
from changlai.kernel.jobs.rush import RUSH

__all__ = [
    "ENDING",
    "RUSH",
    "Handler",
    "Job",
    "LostLease",
    "NewJob",
    "Permanent",
    "RetryIn",
    "add",
    "completing",
    "handlers",
    "hold",
    "job",
    "not_ordered",
    "outside_job",
    "queues",
]
