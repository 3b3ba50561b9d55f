from django.contrib.auth.models import User
from django.test import TestCase
from django.urls import reverse

from .models import Note


# --8<-- [start:tests]
class NoteTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ada = User.objects.create_user("ada")
        cls.bob = User.objects.create_user("bob")
        cls.note = Note.objects.create(title="Joins", author=cls.ada)

    def test_a_note_is_saved_with_its_tags(self):
        self.client.force_login(self.ada)
        fields = {"title": "Indexes", "tags": "SQL, orm"}
        response = self.client.post(reverse("note_create"), fields)
        note = Note.objects.get(title="Indexes")
        self.assertRedirects(response, note.get_absolute_url())
        self.assertQuerySetEqual(note.tags.all(), ["orm", "sql"], transform=str)

    def test_somebody_elses_note_cannot_be_edited(self):
        self.client.force_login(self.bob)
        response = self.client.get(reverse("note_update", args=[self.note.pk]))
        self.assertEqual(response.status_code, 403)

    def test_a_stranger_is_sent_to_log_in(self):
        response = self.client.get(reverse("note_create"))
        self.assertRedirects(response, "/login/?next=/notes/new/")

    def test_the_list_asks_the_database_three_times(self):
        with self.assertNumQueries(3):
            self.client.get(reverse("note_list"))


# --8<-- [end:tests]
