import re

from django import forms
from django.core.validators import FileExtensionValidator

from .models import Note, Tag

MAX_TAGS = 5
MAX_BYTES = 100_000


# --8<-- [start:form]
class NoteForm(forms.ModelForm):
    tags = forms.CharField(required=False, help_text="Up to five, with commas between them.")
    attachment = forms.FileField(
        required=False, validators=[FileExtensionValidator(["txt", "md", "pdf", "png"])]
    )

    class Meta:
        model = Note
        fields = ["title", "text", "tags", "attachment"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["tags"] = ", ".join(tag.name for tag in self.instance.tags.all())

    def clean_tags(self):
        names = sorted({name.strip().lower() for name in self.cleaned_data["tags"].split(",")})
        names = [name for name in names if name]
        if len(names) > MAX_TAGS:
            raise forms.ValidationError(f"At most {MAX_TAGS} tags.")
        for name in names:
            if not re.fullmatch(r"[a-z0-9-]{1,20}", name):
                raise forms.ValidationError("A tag has 1 to 20 letters a to z, digits and hyphens.")
        return names

    def clean_attachment(self):
        file = self.cleaned_data["attachment"]
        if file and file.size > MAX_BYTES:
            raise forms.ValidationError(f"At most {MAX_BYTES:,} bytes.")
        return file

    def _save_m2m(self):
        tags = [Tag.objects.get_or_create(name=name)[0] for name in self.cleaned_data["tags"]]
        self.instance.tags.set(tags)


# --8<-- [end:form]


class EditForm(NoteForm):
    """Carries the version that was read, so that nobody overwrites what they have not seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta(NoteForm.Meta):
        fields = [*NoteForm.Meta.fields, "version"]
