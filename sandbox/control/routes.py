"""Paths of the control API."""

from starlette.routing import Route

from sandbox.control import acts, machinery, stage
from sandbox.control.order import Carry, as_endpoint
from sandbox.shop.routes import put_shop
from sandbox.wecom.callbacks import Pusher
from sandbox.wecom.limits import Limits
from sandbox.world import World

PATHS: list[tuple[str, str, Carry]] = [
    ("GET", "/corps", stage.list_corps),
    ("POST", "/corps", stage.put_corp),
    ("POST", "/members", stage.put_member),
    ("POST", "/members/{userid}/leave", stage.remove_member),
    ("POST", "/departments", stage.put_department),
    ("POST", "/kf_accounts", stage.put_kf_account),
    ("GET", "/people", stage.list_people),
    ("POST", "/people", stage.put_person),
    ("POST", "/crowd", stage.make_crowd),
    ("POST", "/demo", stage.put_demo),
    ("POST", "/shop", put_shop),
    ("POST", "/events", stage.emit_event),
    ("POST", "/people/{person}/message", stage.send_message),
    ("POST", "/people/{person}/enter", acts.enter_chat),
    ("POST", "/people/{person}/recall", acts.recall_message),
    ("POST", "/people/{person}/reject", acts.reject_messages),
    ("POST", "/people/{person}/add_contact", acts.add_contact),
    ("POST", "/people/{person}/delete_contact", acts.delete_contact),
    ("GET", "/people/{person}/chat/{peer}", acts.show_chat),
    ("POST", "/members/{userid}/drop_customer", acts.drop_customer),
    ("POST", "/members/{userid}/edit_customer", acts.edit_customer),
    ("POST", "/staff", acts.staff_acts),
    ("POST", "/tags", acts.change_tags),
    ("GET", "/faults", machinery.list_faults),
    ("POST", "/faults", machinery.plan_fault),
    ("DELETE", "/faults", machinery.clear_faults),
    ("POST", "/limits", machinery.change_limits),
    ("POST", "/settings", machinery.change_settings),
    ("GET", "/clock", machinery.show_clock),
    ("POST", "/clock", machinery.move_clock),
    ("GET", "/log", machinery.show_log),
    ("DELETE", "/log", machinery.clear_log),
    ("GET", "/app_messages", machinery.list_app_messages),
    ("POST", "/verify_url", machinery.verify_url),
    ("POST", "/pushes/{push}/resend", machinery.resend),
    ("POST", "/reset", machinery.reset),
]


def routes(world: World, pusher: Pusher, limits: Limits) -> list[Route]:
    """One route per path and method."""
    return [
        Route(f"/_sandbox{path}", as_endpoint(carry_out, world, pusher, limits), methods=[method])
        for method, path, carry_out in PATHS
    ]
