from django.db import migrations, models

from changlai.kernel.migrating import ID, ORGANISATION, CreateModels
from changlai.kernel.tenancy import OrgForeignKey


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("accounts", "0001_initial"),
        ("channels", "0001_initial"),
        ("companies", "0001_initial"),
        ("customers", "0001_initial"),
        ("kernel", "0001_initial"),
        ("records", "0001_initial"),
    ]
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="Order",
                fields=[
                    ID,
                    ORGANISATION,
                    (
                        "customer",
                        OrgForeignKey(on_delete=models.CASCADE, related_name="orders", to="customers.customer"),
                    ),
                    (
                        "company",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="companies.company"),
                    ),
                    ("number", models.CharField(max_length=64)),
                    ("scope", models.CharField(max_length=80)),
                    ("channel", models.CharField(blank=True, default="", max_length=60)),
                    (
                        "account",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="channels.account"),
                    ),
                    (
                        "status",
                        models.CharField(
                            choices=[
                                ("to_pay", "to_pay"),
                                ("paid", "paid"),
                                ("shipped", "shipped"),
                                ("done", "done"),
                                ("cancelled", "cancelled"),
                                ("refunded", "refunded"),
                            ],
                            max_length=20,
                        ),
                    ),
                    ("amount", models.BigIntegerField()),
                    ("discount", models.BigIntegerField(default=0)),
                    ("freight", models.BigIntegerField(default=0)),
                    ("paid", models.BigIntegerField(default=0)),
                    ("refunded", models.BigIntegerField(default=0)),
                    ("currency", models.CharField(max_length=3)),
                    ("placed_at", models.DateTimeField()),
                    ("paid_at", models.DateTimeField(null=True)),
                    ("shipped_at", models.DateTimeField(null=True)),
                    ("done_at", models.DateTimeField(null=True)),
                    ("cancelled_at", models.DateTimeField(null=True)),
                    ("refunded_at", models.DateTimeField(null=True)),
                    ("province", models.CharField(blank=True, default="", max_length=40)),
                    ("city", models.CharField(blank=True, default="", max_length=40)),
                    (
                        "owner",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member"),
                    ),
                    ("remark", models.TextField(blank=True, default="")),
                    ("source", models.CharField(blank=True, default="", max_length=120)),
                    ("cause", models.BigIntegerField()),
                    ("created_at", models.DateTimeField()),
                    ("changed_at", models.DateTimeField()),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "-placed_at", "-id"], name="order_by_time"),
                        models.Index(
                            fields=["organisation_id", "customer", "-placed_at", "-id"], name="order_of_customer"
                        ),
                        models.Index(
                            condition=models.Q(("company__isnull", False)),
                            fields=["organisation_id", "company", "-placed_at", "-id"],
                            name="order_of_company",
                        ),
                        models.Index(fields=["organisation_id", "status", "-placed_at", "-id"], name="order_by_status"),
                        models.Index(fields=["organisation_id", "owner", "-placed_at", "-id"], name="order_by_owner"),
                        models.Index(fields=["organisation_id", "number", "id"], name="order_by_number"),
                        models.Index(fields=["organisation_id", "amount", "id"], name="order_by_amount"),
                        models.Index(fields=["organisation_id", "paid_at", "id"], name="order_by_payment"),
                        models.Index(
                            fields=["organisation_id", "channel", "-placed_at", "-id"], name="order_by_channel"
                        ),
                        models.Index(
                            condition=models.Q(("account__isnull", False)),
                            fields=["organisation_id", "account"],
                            name="order_of_account",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "scope", "number"), name="order_once"),
                        models.CheckConstraint(
                            condition=models.Q(("number", ""), _negated=True), name="order_numbered"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("status__in", ["to_pay", "paid", "shipped", "done", "cancelled", "refunded"])
                            ),
                            name="order_status_known",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("currency__regex", "^[A-Z]{3}$")), name="order_currency_written"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("amount__range", (0, 1000000000000)),
                                ("discount__range", (0, 1000000000000)),
                                ("freight__range", (0, 1000000000000)),
                                ("paid__range", (0, 1000000000000)),
                                ("refunded__range", (0, 1000000000000)),
                            ),
                            name="order_amounts_sane",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("refunded__lte", models.F("paid"))), name="order_refund_was_paid"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="OrderItem",
                fields=[
                    ID,
                    ORGANISATION,
                    ("order", OrgForeignKey(on_delete=models.CASCADE, related_name="items", to="orders.order")),
                    ("position", models.PositiveSmallIntegerField()),
                    ("name", models.CharField(max_length=200)),
                    ("sku", models.CharField(blank=True, default="", max_length=64)),
                    ("quantity", models.BigIntegerField()),
                    ("unit_price", models.BigIntegerField()),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "order", "position"), name="order_item_once"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("quantity__gte", 1), ("unit_price__gte", 0)), name="order_item_sane"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="OrderValue",
                fields=[
                    ID,
                    ORGANISATION,
                    ("field", OrgForeignKey(on_delete=models.CASCADE, related_name="+", to="records.field")),
                    ("text", models.TextField(blank=True, default="")),
                    ("key", models.CharField(blank=True, default="", max_length=100)),
                    ("number", models.BigIntegerField(null=True)),
                    ("day", models.DateField(null=True)),
                    (
                        "option",
                        OrgForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="records.fieldoption"),
                    ),
                    (
                        "member",
                        OrgForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="accounts.member"),
                    ),
                    (
                        "file",
                        OrgForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="kernel.storedfile"),
                    ),
                    ("is_only", models.BooleanField(default=True)),
                    ("is_unique", models.BooleanField(default=False)),
                    ("record", OrgForeignKey(on_delete=models.CASCADE, related_name="+", to="orders.order")),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("key", ""), _negated=True),
                            fields=["organisation_id", "field", "key", "record"],
                            name="orders_value_key",
                        ),
                        models.Index(
                            condition=models.Q(("number__isnull", False)),
                            fields=["organisation_id", "field", "number", "record"],
                            name="orders_value_number",
                        ),
                        models.Index(
                            condition=models.Q(("day__isnull", False)),
                            fields=["organisation_id", "field", "day", "record"],
                            name="orders_value_day",
                        ),
                        models.Index(
                            condition=models.Q(("option__isnull", False)),
                            fields=["organisation_id", "field", "option", "record"],
                            name="orders_value_option",
                        ),
                        models.Index(
                            condition=models.Q(("member__isnull", False)),
                            fields=["organisation_id", "field", "member", "record"],
                            name="orders_value_member",
                        ),
                        models.Index(
                            condition=models.Q(("file__isnull", False)),
                            fields=["organisation_id", "file"],
                            name="orders_value_file",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "record", "field", "option"),
                            name="orders_value_once",
                            nulls_distinct=False,
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("is_only", True), ("option__isnull", False)),
                            fields=("organisation_id", "record", "field"),
                            name="orders_value_only",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("is_unique", True)),
                            fields=("organisation_id", "field", "key"),
                            name="orders_value_unique",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="OrderSum",
                fields=[
                    ID,
                    ORGANISATION,
                    ("customer", OrgForeignKey(on_delete=models.CASCADE, related_name="+", to="customers.customer")),
                    ("order_count", models.IntegerField()),
                    ("foreign_count", models.IntegerField()),
                    ("amount", models.BigIntegerField()),
                    ("paid", models.BigIntegerField()),
                    ("first_at", models.DateTimeField()),
                    ("last_at", models.DateTimeField()),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["organisation_id", "order_count", "customer"], name="order_sum_by_count"),
                        models.Index(fields=["organisation_id", "amount", "customer"], name="order_sum_by_amount"),
                        models.Index(fields=["organisation_id", "paid", "customer"], name="order_sum_by_paid"),
                        models.Index(fields=["organisation_id", "first_at", "customer"], name="order_sum_by_first"),
                        models.Index(fields=["organisation_id", "last_at", "customer"], name="order_sum_by_last"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "customer"), name="order_sum_once")
                    ],
                },
            ),
        ),
    ]
