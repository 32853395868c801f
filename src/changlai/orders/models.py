"""Orders, what was in them, and what each customer's come to."""

from django.db import models
from django.db.models import F, Q

from changlai.accounts.models import Member
from changlai.channels.models import Account
from changlai.companies.models import Company
from changlai.customers.models import Customer
from changlai.kernel.tenancy import OrgForeignKey, OrgModel
from changlai.orders.contracts import (
    CHANNEL_LENGTH,
    MOST_AMOUNT,
    NAME_LENGTH,
    NUMBER_LENGTH,
    PLACE_LENGTH,
    SKU_LENGTH,
)
from changlai.orders.enums import OrderStatus
from changlai.records.models import OwnValue

AMOUNTS = ("amount", "discount", "freight", "paid", "refunded")
BY_TIME = ["-placed_at", "-id"]


class Order(OrgModel):
    """Something a customer bought, for a company perhaps. ``scope`` is where ``number`` is unique: an account or a
    word, see actions.scope_of.

    Amounts are in cents of ``currency`` (ISO 4217). ``amount`` is what the customer owes: articles, less discount, plus
    freight. ``cause`` is its entries' on the timeline: there is one for each of the moments below that is filled.
    """

    customer = OrgForeignKey(Customer, models.CASCADE, related_name="orders")
    company = OrgForeignKey(Company, models.SET_NULL, null=True, related_name="+")
    number = models.CharField(max_length=NUMBER_LENGTH)
    scope = models.CharField(max_length=CHANNEL_LENGTH + 20)
    channel = models.CharField(max_length=CHANNEL_LENGTH, default="", blank=True)
    account = OrgForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    status = models.CharField(max_length=20, choices=[(one.value, one.value) for one in OrderStatus])
    amount = models.BigIntegerField()
    discount = models.BigIntegerField(default=0)
    freight = models.BigIntegerField(default=0)
    paid = models.BigIntegerField(default=0)
    refunded = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    placed_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    shipped_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    refunded_at = models.DateTimeField(null=True)
    province = models.CharField(max_length=PLACE_LENGTH, default="", blank=True)
    city = models.CharField(max_length=PLACE_LENGTH, default="", blank=True)
    owner = OrgForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    remark = models.TextField(default="", blank=True)
    source = models.CharField(max_length=120, default="", blank=True)  # how it came: a page, a program, an import
    cause = models.BigIntegerField()
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "scope", "number"], name="order_once"),
            models.CheckConstraint(condition=~Q(number=""), name="order_numbered"),
            models.CheckConstraint(
                condition=Q(status__in=[one.value for one in OrderStatus]), name="order_status_known"
            ),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="order_currency_written"),
            models.CheckConstraint(
                condition=Q(**{f"{name}__range": (0, MOST_AMOUNT) for name in AMOUNTS}), name="order_amounts_sane"
            ),
            models.CheckConstraint(condition=Q(refunded__lte=F("paid")), name="order_refund_was_paid"),
        ]
        indexes = [
            models.Index(fields=["organisation_id", *BY_TIME], name="order_by_time"),
            models.Index(fields=["organisation_id", "customer", *BY_TIME], name="order_of_customer"),
            models.Index(
                fields=["organisation_id", "company", *BY_TIME],
                name="order_of_company",
                condition=Q(company__isnull=False),
            ),
            models.Index(fields=["organisation_id", "status", *BY_TIME], name="order_by_status"),
            models.Index(fields=["organisation_id", "owner", *BY_TIME], name="order_by_owner"),
            models.Index(fields=["organisation_id", "number", "id"], name="order_by_number"),
            models.Index(fields=["organisation_id", "amount", "id"], name="order_by_amount"),
            models.Index(fields=["organisation_id", "paid_at", "id"], name="order_by_payment"),
            models.Index(fields=["organisation_id", "channel", *BY_TIME], name="order_by_channel"),
            models.Index(
                fields=["organisation_id", "account"], name="order_of_account", condition=Q(account__isnull=False)
            ),
        ]


class OrderItem(OrgModel):
    """One article of an order; ``unit_price`` in cents of the order's currency."""

    order = OrgForeignKey(Order, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=NAME_LENGTH)
    sku = models.CharField(max_length=SKU_LENGTH, default="", blank=True)
    quantity = models.BigIntegerField()
    unit_price = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "order", "position"], name="order_item_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1, unit_price__gte=0), name="order_item_sane"),
        ]


class OrderValue(OwnValue):
    """An order's value of an own field; of several choices one row each."""

    record = OrgForeignKey(Order, models.CASCADE, related_name="+")


class OrderSum(OrgModel):
    """What a customer's orders come to, kept with every change of them.

    Cancelled orders do not count. ``amount`` is what was ordered less what was refunded, ``paid`` what was paid less
    what was refunded: of those in the organisation's own currency; ``foreign_count`` are in another one.
    """

    customer = OrgForeignKey(Customer, models.CASCADE, related_name="+")
    order_count = models.IntegerField()
    foreign_count = models.IntegerField()
    amount = models.BigIntegerField()
    paid = models.BigIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "customer"], name="order_sum_once")]
        indexes = [
            models.Index(fields=["organisation_id", "order_count", "customer"], name="order_sum_by_count"),
            models.Index(fields=["organisation_id", "amount", "customer"], name="order_sum_by_amount"),
            models.Index(fields=["organisation_id", "paid", "customer"], name="order_sum_by_paid"),
            models.Index(fields=["organisation_id", "first_at", "customer"], name="order_sum_by_first"),
            models.Index(fields=["organisation_id", "last_at", "customer"], name="order_sum_by_last"),
        ]
