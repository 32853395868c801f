"""Start everything on this machine and keep it alive: PostgreSQL, web, workers.

The first start makes the database and the secrets in the data folder (CHANGLAI_DATA, default ./var). With --demo
also a company to look at. While people reach the product on this machine only, the sandbox runs beside it and plays
the platforms, which could not call us back. Ctrl-C stops everything; the data stays.
"""

import argparse
import contextlib
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

from changlai.cli.environment import MAIL_PORTS, cluster_in, data_folder
from changlai.cli.errors import Trouble
from changlai.cli.supervision.child import Service
from changlai.cli.supervision.plan import SANDBOX_PORT, Plan, held_ports, ours, require_port
from changlai.cli.supervision.readiness import Readiness, ask_readiness
from changlai.cli.supervision.state import only_one
from changlai.cli.supervision.supervisor import StopAsked, Supervisor

READY_WITHIN = 300.0  # seconds for web to answer, and for the demo company to be made
MIGRATED_WITHIN = 3600.0  # seconds; an upgrade of a large database takes its time
STARTS_WORTH_TRYING = 3  # a web process that ends this often before it was ever ready will not get better


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="with a demo company")
    parser.add_argument("--host", default=os.environ.get("CHANGLAI_HOST", "127.0.0.1"), help="address to listen on")
    parser.add_argument("--port", type=int, default=int(os.environ.get("CHANGLAI_PORT", "8000")))
    workers = int(os.environ.get("CHANGLAI_WORKERS", "1"))
    parser.add_argument("--workers", type=int, default=workers, help="worker processes (default 1)")


def run(options: argparse.Namespace) -> int:
    data = data_folder()
    with only_one(data), contextlib.ExitStack() as held:
        require_port(options.host, options.port, f"choose another one: changlai up --port {options.port + 1}")
        plan = Plan(data, options.host, options.port, max(1, options.workers), options.demo, None)
        if plan.wants_sandbox:
            port = held.enter_context(held_ports(SANDBOX_PORT, in_a_row=1 + len(MAIL_PORTS)))
            plan = replace(plan, sandbox_port=port)
        external = os.environ.get("CHANGLAI_DATABASE_URL", "")
        cluster = None if external else cluster_in(data)
        supervisor = Supervisor(data, plan.local_url, plan.public_url, plan.sandbox_url, cluster)
        try:
            with supervisor.house():
                open_house(supervisor, plan, external)
                supervisor.run()
        except StopAsked:
            supervisor.console.say(f"stopped; the data stays in {data}")
    return 0


def open_house(supervisor: Supervisor, plan: Plan, external: str) -> None:
    """Everything up to "ready", in order, telling the seconds of each step."""
    if plan.sandbox_port:
        supervisor.start(plan.sandbox())
    with timed(supervisor, "database"):
        if supervisor.cluster:
            supervisor.cluster.ensure()
        environment = plan.environment(external or (supervisor.cluster.url() if supervisor.cluster else ""))
        supervisor.field_key = environment["CHANGLAI_FIELD_KEYS"].partition(":")[0]
        supervisor.ask(ours("migrate", ["migrate"], environment), within=MIGRATED_WITHIN)
    with timed(supervisor, "web and workers"):
        for service in (plan.web(environment), *plan.worker_services(environment)):
            supervisor.start(service)
        await_ready(supervisor, plan.local_url)
    with timed(supervisor, "demo company" if plan.is_demo else "sign-in"):
        link = supervisor.ask(sign_in_link(plan, environment), within=READY_WITHIN)
    supervisor.ready = True
    supervisor.remember()
    greet(supervisor, plan, link)


def await_ready(supervisor: Supervisor, url: str) -> None:
    """Wait until the product says it can serve; raises Trouble with its reasons and the log when it does not."""
    answer = Readiness(ready=False)

    def is_ready_or_hopeless() -> bool:
        nonlocal answer
        answer = ask_readiness(url)
        return answer.ready or supervisor.children["web"].restarts >= STARTS_WORTH_TRYING

    supervisor.wait(is_ready_or_hopeless, within=READY_WITHIN)
    if not answer.ready:
        raise Trouble(f"web does not become ready: {answer.reasons}\n{supervisor.tail('web')}")


def sign_in_link(plan: Plan, environment: dict[str, str]) -> Service:
    """The program that prints the one-time link: into the demo company, or to the first-run page."""
    command = [sys.executable, "-m", "changlai.cli.welcome", *(["--demo"] if plan.is_demo else [])]
    return Service("welcome", command, environment | {"CHANGLAI_PROCESS": "welcome"})


def greet(supervisor: Supervisor, plan: Plan, link: str) -> None:
    say = supervisor.console.say
    say(f"ready {plan.public_url}")
    say(f"open  {link}")
    if plan.sandbox_port:
        say(f"phone {plan.sandbox_url}/phone")
    say("Ctrl-C stops everything")


@contextlib.contextmanager
def timed(supervisor: Supervisor, name: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    supervisor.console.step(name, time.monotonic() - started)
