"""The two tables of the kernel that are models; events and leases are plain SQL (kernel/sql)."""

from typing import ClassVar

from django.db import models

from changlai.kernel.tenancy import OrgModel


class StoredFile(OrgModel):
    """A file an organisation keeps; its bytes lie under their hash, see changlai.kernel.files."""

    sha256 = models.CharField(max_length=64)  # of the bytes as kept, lower-case hex
    size = models.BigIntegerField()  # bytes
    media_type = models.CharField(max_length=100)  # found in the content, never believed
    name = models.CharField(max_length=200)  # cleaned: no path, no control or direction characters
    width = models.IntegerField(default=0)  # pixels of an image, else 0
    height = models.IntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation_id", "sha256", "name", name="stored_file_once"),
            models.CheckConstraint(condition=models.Q(sha256__regex="^[0-9a-f]{64}$"), name="stored_file_hash"),
        ]


class AuditEntry(OrgModel):
    """Who did what to what, when and from where. Written by changlai.kernel.audit; nobody can alter it."""

    append_only: ClassVar[bool] = True  # kernel.rls takes the right to change rows away

    at = models.DateTimeField(auto_now_add=True)
    actor_kind = models.CharField(max_length=40)  # member, system, ...
    actor_id = models.BigIntegerField(default=0)
    actor_name = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=80)  # member.role_changed
    object_type = models.CharField(max_length=80, blank=True)  # accounts.member
    object_id = models.BigIntegerField(default=0)
    object_label = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=dict)
    ip = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index("organisation_id", "id", name="audit_entry_recent"),
            models.Index("organisation_id", "object_type", "object_id", "id", name="audit_entry_object"),
            models.Index("organisation_id", "actor_kind", "actor_id", "id", name="audit_entry_actor"),
        ]
