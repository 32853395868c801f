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
    sending_frozen_at = models.DateTimeField(null=True, blank=True)  # set by a restore, lifted by an operator

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
