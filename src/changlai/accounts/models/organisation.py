from django.db import models
from django.utils import timezone


class Organisation(models.Model):
    """A company that uses Changlai. All rows of its people carry its id; its slug is in every address."""

    name = models.CharField(max_length=80)
    slug = models.CharField(max_length=50, unique=True)
    language = models.CharField(max_length=10, default="zh-hans")
    time_zone = models.CharField(max_length=50, default="Asia/Shanghai")
    created_at = models.DateTimeField(default=timezone.now)
    is_demo = models.BooleanField(default=False)
    sending_frozen_at = models.DateTimeField(null=True, blank=True)  # nothing leaves the house while it is set
    sending_frozen_reason = models.CharField(
        max_length=200, default="", db_default="", blank=True
    )  # in somebody's words
    sending_frozen_by = models.CharField(max_length=80, default="", db_default="", blank=True)  # empty: on the server

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(slug__regex=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"),
                name="organisation_slug_form",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="organisation_named"),
        ]

    def __str__(self) -> str:
        return self.name
