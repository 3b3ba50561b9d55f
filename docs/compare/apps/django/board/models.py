from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F
from django.urls import reverse


def upload_path(note, filename):
    """A folder of its own for each upload: names stay as they are and never collide."""
    return f"{uuid4().hex}/{filename}"


# --8<-- [start:models]
class Tag(models.Model):
    name = models.CharField(max_length=20, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class NoteQuerySet(models.QuerySet):
    def visible(self):
        return self.filter(hidden=False).select_related("author").prefetch_related("tags")

    def search(self, text="", tag=""):
        notes = self
        if text:
            notes = notes.filter(models.Q(title__icontains=text) | models.Q(text__icontains=text))
        if tag:
            notes = notes.filter(tags__name=tag)
        return notes


class Note(models.Model):
    title = models.CharField(max_length=80)
    text = models.TextField(blank=True, max_length=10_000)
    tags = models.ManyToManyField(Tag, blank=True, related_name="notes")
    attachment = models.FileField(blank=True, upload_to=upload_path)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notes")
    created = models.DateTimeField(auto_now_add=True)
    hidden = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("note_detail", args=[self.pk])

    # --8<-- [end:models]

    @property
    def attachment_name(self):
        return self.attachment.name.rpartition("/")[2]

    # --8<-- [start:claim]
    def claim(self, version):
        """Count the version up, unless somebody has saved another one since: then False."""
        unchanged = Note.objects.filter(pk=self.pk, version=version)
        return unchanged.update(version=F("version") + 1) == 1

    # --8<-- [end:claim]
