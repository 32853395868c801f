import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Lower

import changlai.accounts.enums
from changlai.kernel.fields import EncryptedJSONField, EncryptedTextField
from changlai.kernel.migrating import ID, ORGANISATION, CreateModels
from changlai.kernel.tenancy import OrgForeignKey


class Migration(migrations.Migration):
    initial = True
    operations = [
        CreateModels(
            migrations.CreateModel(
                name="User",
                fields=[
                    ID,
                    ("password", models.CharField(max_length=128, verbose_name="password")),
                    ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                    ("email", models.CharField(blank=True, max_length=254, null=True, unique=True)),
                    ("phone", models.CharField(blank=True, max_length=16, null=True, unique=True)),
                    ("name", models.CharField(max_length=80)),
                    ("language", models.CharField(blank=True, max_length=10)),
                    ("is_active", models.BooleanField(default=True)),
                    ("comes_by", models.CharField(blank=True, db_default="", default="", max_length=60)),
                    ("has_second_factor", models.BooleanField(db_default=False, default=False)),
                    ("session_generation", models.PositiveIntegerField(default=0)),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("email__isnull", False),
                                ("phone__isnull", False),
                                models.Q(("comes_by", ""), _negated=True),
                                _connector="OR",
                            ),
                            name="user_can_come_in",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("email__isnull", True), ("email", Lower("email")), _connector="OR"),
                            name="user_email_lower",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("phone__isnull", True), ("phone__regex", "^\\+[1-9][0-9]{6,14}$"), _connector="OR"
                            ),
                            name="user_phone_e164",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Department",
                fields=[
                    ID,
                    ORGANISATION,
                    ("name", models.CharField(max_length=80)),
                    (
                        "parent",
                        OrgForeignKey(
                            blank=True,
                            null=True,
                            on_delete=models.PROTECT,
                            related_name="children",
                            to="accounts.department",
                        ),
                    ),
                    ("door", models.CharField(blank=True, db_default="", default="", max_length=60)),
                    ("external_id", models.CharField(blank=True, db_default="", default="", max_length=128)),
                ],
                options={
                    "base_manager_name": "objects",
                    "default_manager_name": "objects",
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("door", ""), _negated=True),
                            fields=("organisation_id", "door", "external_id"),
                            name="department_of_directory_once",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Role",
                fields=[
                    ID,
                    ORGANISATION,
                    ("slug", models.CharField(max_length=50)),
                    ("name", models.CharField(blank=True, max_length=80)),
                    ("grants", models.JSONField(blank=True, default=dict)),
                    ("shown_fields", models.JSONField(blank=True, db_default={}, default=dict)),
                    ("needs_second_factor", models.BooleanField(db_default=False, default=False)),
                    ("is_system", models.BooleanField(default=False)),
                ],
                options={
                    "base_manager_name": "objects",
                    "default_manager_name": "objects",
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "slug"), name="role_slug_unique"),
                        models.UniqueConstraint(
                            models.F("organisation_id"),
                            Lower("name"),
                            condition=models.Q(("is_system", False)),
                            name="role_name_unique",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Member",
                fields=[
                    ID,
                    ORGANISATION,
                    (
                        "user",
                        models.ForeignKey(
                            on_delete=models.PROTECT, related_name="memberships", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("role", OrgForeignKey(on_delete=models.PROTECT, related_name="members", to="accounts.role")),
                    (
                        "department",
                        OrgForeignKey(
                            blank=True,
                            null=True,
                            on_delete=models.PROTECT,
                            related_name="members",
                            to="accounts.department",
                        ),
                    ),
                    ("name", models.CharField(max_length=80)),
                    ("title", models.CharField(blank=True, max_length=80)),
                    ("avatar_tone", models.PositiveSmallIntegerField(default=1)),
                    ("portrait_file_id", models.BigIntegerField(blank=True, null=True)),
                    ("portrait", models.CharField(blank=True, db_default="", default="", max_length=64)),
                    ("is_active", models.BooleanField(default=True)),
                    ("joined_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ("last_seen_at", models.DateTimeField(blank=True, null=True)),
                    ("checklist_steps", models.JSONField(blank=True, default=list)),
                    ("checklist_hidden_at", models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    "base_manager_name": "objects",
                    "default_manager_name": "objects",
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "user"), name="member_user_unique"),
                        models.CheckConstraint(
                            condition=models.Q(("avatar_tone__range", (1, 8))), name="member_tone_known"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Organisation",
                fields=[
                    ID,
                    ("name", models.CharField(max_length=80)),
                    ("slug", models.CharField(max_length=50, unique=True)),
                    ("language", models.CharField(default="zh-hans", max_length=10)),
                    ("time_zone", models.CharField(default="Asia/Shanghai", max_length=50)),
                    ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ("is_demo", models.BooleanField(default=False)),
                    ("sending_frozen_at", models.DateTimeField(blank=True, null=True)),
                    ("sending_frozen_reason", models.CharField(blank=True, db_default="", default="", max_length=200)),
                    ("sending_frozen_by", models.CharField(blank=True, db_default="", default="", max_length=80)),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("slug__regex", "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$")),
                            name="organisation_slug_form",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("name", ""), _negated=True), name="organisation_named"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="SignInLink",
                fields=[
                    ID,
                    ("digest", models.CharField(max_length=64, unique=True)),
                    ("user", models.ForeignKey(on_delete=models.CASCADE, to=settings.AUTH_USER_MODEL)),
                    ("organisation", models.ForeignKey(on_delete=models.CASCADE, to="accounts.organisation")),
                    ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ("expires_at", models.DateTimeField()),
                    ("used_at", models.DateTimeField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name="FirstRun",
                fields=[
                    ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                    ("digest", models.CharField(max_length=64)),
                    ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ("used_at", models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="first_run_once")],
                },
            ),
            migrations.CreateModel(
                name="SignInAttempt",
                fields=[
                    ID,
                    ("bucket", models.CharField(max_length=64)),
                    ("at", models.DateTimeField()),
                ],
                options={
                    "indexes": [models.Index(fields=["bucket", "at"], name="sign_in_attempt_bucket")],
                },
            ),
            migrations.CreateModel(
                name="ApiToken",
                fields=[
                    ID,
                    ORGANISATION,
                    (
                        "member",
                        OrgForeignKey(on_delete=models.PROTECT, related_name="api_tokens", to="accounts.member"),
                    ),
                    ("name", models.CharField(max_length=80)),
                    ("prefix", models.CharField(max_length=8, unique=True)),
                    ("digest", models.CharField(max_length=64)),
                    (
                        "role",
                        OrgForeignKey(
                            blank=True,
                            null=True,
                            on_delete=models.PROTECT,
                            related_name="api_tokens",
                            to="accounts.role",
                        ),
                    ),
                    ("areas", models.JSONField(blank=True, db_default=[], default=list)),
                    ("is_read_only", models.BooleanField(db_default=False, default=False)),
                    ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ("expires_at", models.DateTimeField(blank=True, null=True)),
                    ("last_used_at", models.DateTimeField(blank=True, null=True)),
                    ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    "base_manager_name": "objects",
                    "default_manager_name": "objects",
                },
            ),
            migrations.CreateModel(
                name="Invitation",
                fields=[
                    ID,
                    ORGANISATION,
                    ("email", models.CharField(max_length=254)),
                    ("role", OrgForeignKey(on_delete=models.PROTECT, related_name="invitations", to="accounts.role")),
                    (
                        "department",
                        OrgForeignKey(
                            blank=True,
                            null=True,
                            on_delete=models.SET_NULL,
                            related_name="invitations",
                            to="accounts.department",
                        ),
                    ),
                    (
                        "invited_by",
                        OrgForeignKey(on_delete=models.PROTECT, related_name="invitations", to="accounts.member"),
                    ),
                    ("round", models.PositiveSmallIntegerField(default=1)),
                    ("created_at", models.DateTimeField()),
                    ("sent_at", models.DateTimeField()),
                    ("expires_at", models.DateTimeField()),
                    ("revoked_at", models.DateTimeField(blank=True, null=True)),
                    ("accepted_at", models.DateTimeField(blank=True, null=True)),
                    (
                        "member",
                        OrgForeignKey(
                            blank=True, null=True, on_delete=models.PROTECT, related_name="+", to="accounts.member"
                        ),
                    ),
                ],
                options={
                    "base_manager_name": "objects",
                    "default_manager_name": "objects",
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("accepted_at", None), ("revoked_at", None)),
                            fields=("organisation_id", "email"),
                            name="invitation_open_once",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("email", Lower("email"))), name="invitation_email_lower"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("accepted_at", None), ("member", None)),
                                models.Q(("accepted_at__isnull", False), ("member__isnull", False)),
                                _connector="OR",
                            ),
                            name="invitation_accepted_by_somebody",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="PasswordReset",
                fields=[
                    ID,
                    ("user", models.ForeignKey(on_delete=models.CASCADE, to=settings.AUTH_USER_MODEL)),
                    ("organisation", models.ForeignKey(on_delete=models.CASCADE, to="accounts.organisation")),
                    ("created_at", models.DateTimeField()),
                    ("expires_at", models.DateTimeField()),
                    ("used_at", models.DateTimeField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name="SecondFactor",
                fields=[
                    ID,
                    (
                        "user",
                        models.OneToOneField(
                            on_delete=models.CASCADE, related_name="second_factor", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("seed", EncryptedTextField(editable=False, owner="user_id")),
                    ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                    ("last_step", models.BigIntegerField(default=0)),
                ],
            ),
            migrations.CreateModel(
                name="RecoveryCode",
                fields=[
                    ID,
                    (
                        "user",
                        models.ForeignKey(
                            on_delete=models.CASCADE, related_name="recovery_codes", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("digest", models.CharField(max_length=64)),
                    ("used_at", models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("user", "digest"), name="recovery_code_once")],
                },
            ),
            migrations.CreateModel(
                name="SignedIn",
                fields=[
                    ID,
                    (
                        "user",
                        models.ForeignKey(
                            on_delete=models.CASCADE, related_name="sessions", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("session_key", models.CharField(max_length=40, unique=True)),
                    ("way", models.CharField(max_length=20)),
                    ("ip", models.GenericIPAddressField(blank=True, null=True)),
                    ("agent", models.CharField(blank=True, max_length=300)),
                    ("created_at", models.DateTimeField()),
                    ("last_seen_at", models.DateTimeField()),
                    ("generation", models.PositiveIntegerField(db_default=0, default=0)),
                ],
                options={
                    "indexes": [models.Index(fields=["user", "-last_seen_at"], name="signed_in_user")],
                },
            ),
            migrations.CreateModel(
                name="OutsideAccount",
                fields=[
                    ID,
                    ORGANISATION,
                    ("door", models.CharField(max_length=60)),
                    ("external_id", models.CharField(max_length=128)),
                    (
                        "member",
                        OrgForeignKey(on_delete=models.CASCADE, related_name="outside_accounts", to="accounts.member"),
                    ),
                    ("linked_at", models.DateTimeField()),
                ],
                options={
                    "base_manager_name": "objects",
                    "default_manager_name": "objects",
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "door", "external_id"), name="outside_account_once"
                        ),
                        models.UniqueConstraint(
                            fields=("organisation_id", "door", "member"), name="outside_account_of_member"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="DoorRule",
                fields=[
                    ID,
                    ORGANISATION,
                    ("door", models.CharField(max_length=60)),
                    (
                        "arrivals",
                        models.CharField(
                            choices=[
                                ("known", "Only members who are known here"),
                                ("everybody", "Everybody of the company; who is new becomes a member"),
                                ("nobody", "Nobody: this way is closed"),
                            ],
                            default=changlai.accounts.enums.Arrivals["KNOWN"],
                            max_length=20,
                        ),
                    ),
                    ("role", OrgForeignKey(on_delete=models.PROTECT, related_name="door_rules", to="accounts.role")),
                    ("departments", models.JSONField(blank=True, default=list)),
                ],
                options={
                    "base_manager_name": "objects",
                    "default_manager_name": "objects",
                    "constraints": [models.UniqueConstraint(fields=("organisation_id", "door"), name="door_rule_once")],
                },
            ),
            migrations.CreateModel(
                name="DepartmentLead",
                fields=[
                    ID,
                    ORGANISATION,
                    (
                        "department",
                        OrgForeignKey(on_delete=models.CASCADE, related_name="leads", to="accounts.department"),
                    ),
                    ("member", OrgForeignKey(on_delete=models.CASCADE, related_name="leads", to="accounts.member")),
                ],
                options={
                    "base_manager_name": "objects",
                    "default_manager_name": "objects",
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("organisation_id", "department", "member"), name="department_lead_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="DirectoryImport",
                fields=[
                    ID,
                    ORGANISATION,
                    ("door", models.CharField(max_length=60)),
                    ("snapshot", EncryptedJSONField(editable=False)),
                    ("made_by", OrgForeignKey(on_delete=models.PROTECT, related_name="+", to="accounts.member")),
                    ("made_at", models.DateTimeField()),
                    ("is_awaited", models.BooleanField(db_default=False, default=False)),
                    ("language", models.CharField(blank=True, db_default="", default="", max_length=10)),
                    ("trouble", models.TextField(blank=True, db_default="", default="")),
                    (
                        "taken_by",
                        OrgForeignKey(
                            blank=True, null=True, on_delete=models.PROTECT, related_name="+", to="accounts.member"
                        ),
                    ),
                    ("taken_at", models.DateTimeField(blank=True, null=True)),
                    ("wishes", models.JSONField(blank=True, db_default={}, default=dict)),
                    ("total_count", models.PositiveIntegerField(db_default=0, default=0)),
                    ("done_count", models.PositiveIntegerField(db_default=0, default=0)),
                    ("applied_at", models.DateTimeField(blank=True, null=True)),
                    ("is_stopped", models.BooleanField(db_default=False, default=False)),
                    ("report", models.JSONField(blank=True, default=dict)),
                ],
                options={
                    "base_manager_name": "objects",
                    "default_manager_name": "objects",
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("applied_at", None), ("taken_at__isnull", False)),
                            fields=("organisation_id", "door"),
                            name="directory_import_under_way",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="ApiReply",
                fields=[
                    ID,
                    ORGANISATION,
                    ("token", OrgForeignKey(on_delete=models.CASCADE, related_name="replies", to="accounts.apitoken")),
                    ("key", models.CharField(max_length=128)),
                    ("request", models.CharField(max_length=64)),
                    ("status", models.PositiveSmallIntegerField(default=0)),
                    ("body", models.BinaryField(default=bytes)),
                    ("at", models.DateTimeField(auto_now_add=True)),
                ],
                options={
                    "base_manager_name": "objects",
                    "default_manager_name": "objects",
                    "indexes": [models.Index(fields=["at"], name="api_reply_age")],
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "token", "key"), name="api_reply_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="TrailExport",
                fields=[
                    ID,
                    ORGANISATION,
                    ("member", OrgForeignKey(on_delete=models.CASCADE, related_name="+", to="accounts.member")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("running", "running"),
                                ("done", "done"),
                                ("stopped", "stopped"),
                                ("failed", "failed"),
                            ],
                            default=changlai.accounts.enums.ExportState["RUNNING"],
                            max_length=10,
                        ),
                    ),
                    ("filter", models.JSONField(default=dict)),
                    ("language", models.CharField(max_length=20)),
                    ("below", models.BigIntegerField()),
                    ("total_count", models.PositiveIntegerField(null=True)),
                    ("done_count", models.PositiveIntegerField(default=0)),
                    ("file_ids", models.JSONField(default=list)),
                    ("began_at", models.DateTimeField()),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("error", models.TextField(blank=True, db_default="", default="")),
                    ("expires_at", models.DateTimeField(null=True)),
                ],
                options={
                    "base_manager_name": "objects",
                    "default_manager_name": "objects",
                    "indexes": [
                        models.Index(fields=["organisation_id", "member", "-id"], name="trail_export_of_member")
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("state", changlai.accounts.enums.ExportState["RUNNING"])),
                            fields=("organisation_id", "member"),
                            name="trail_export_under_way",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="WorkCalendar",
                fields=[
                    ID,
                    ORGANISATION,
                    ("is_always", models.BooleanField(default=True)),
                    ("week", models.JSONField(default=list)),
                ],
                options={
                    "base_manager_name": "objects",
                    "default_manager_name": "objects",
                    "constraints": [models.UniqueConstraint(fields=("organisation_id",), name="work_calendar_once")],
                },
            ),
            migrations.CreateModel(
                name="SpecialDay",
                fields=[
                    ID,
                    ORGANISATION,
                    ("day", models.DateField()),
                    ("name", models.CharField(max_length=80)),
                    ("ranges", models.JSONField(default=list)),
                ],
                options={
                    "base_manager_name": "objects",
                    "default_manager_name": "objects",
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "day"), name="special_day_once")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Presence",
                fields=[
                    ID,
                    ORGANISATION,
                    ("member", OrgForeignKey(on_delete=models.CASCADE, to="accounts.member")),
                    (
                        "chosen",
                        models.CharField(
                            choices=[("online", "online"), ("away", "away"), ("offline", "offline")],
                            default=changlai.accounts.enums.Attendance["ONLINE"],
                            max_length=10,
                        ),
                    ),
                    (
                        "state",
                        models.CharField(
                            choices=[("online", "online"), ("away", "away"), ("offline", "offline")],
                            default=changlai.accounts.enums.Attendance["OFFLINE"],
                            max_length=10,
                        ),
                    ),
                    ("since", models.DateTimeField()),
                    ("seen_at", models.DateTimeField()),
                ],
                options={
                    "base_manager_name": "objects",
                    "default_manager_name": "objects",
                    "indexes": [
                        models.Index(
                            condition=models.Q(("state", "offline"), _negated=True),
                            fields=["organisation_id", "seen_at"],
                            name="presence_seen",
                        )
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("organisation_id", "member"), name="presence_once"),
                        models.CheckConstraint(
                            condition=models.Q(("chosen", "offline"), _negated=True), name="presence_chosen"
                        ),
                    ],
                },
            ),
        ),
    ]
