from django.db import migrations, models


def labels_to_tags(apps, schema_editor):
    Note = apps.get_model("board", "Note")
    Tag = apps.get_model("board", "Tag")
    for note in Note.objects.exclude(labels=""):
        names = {name.strip() for name in note.labels.split(",")} - {""}
        note.tags.set([Tag.objects.get_or_create(name=name)[0] for name in names])


def tags_to_labels(apps, schema_editor):
    Note = apps.get_model("board", "Note")
    for note in Note.objects.all():
        note.labels = ", ".join(sorted(tag.name for tag in note.tags.all()))
        note.save()


class Migration(migrations.Migration):
    dependencies = [("board", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=20, unique=True)),
            ],
            options={"ordering": ["name"]},
        ),
        migrations.AddField(
            model_name="note",
            name="tags",
            field=models.ManyToManyField(blank=True, related_name="notes", to="board.tag"),
        ),
        migrations.RunPython(labels_to_tags, tags_to_labels),
        migrations.RemoveField(model_name="note", name="labels"),
    ]
