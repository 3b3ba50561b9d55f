"""Fields that the shown model has not, each mistake beside its right twin."""

import pytest

MODELS = """\
```python title="books/models.py"
from django.db import models
class Author(models.Model):
    name = models.CharField(max_length=9)
class Book(models.Model):
    title = models.CharField(max_length=9)
    author = models.ForeignKey(Author, models.CASCADE, related_name="written")
    def is_new(self): return True
class Shelf(models.Model):
    books = models.ManyToManyField(Book)
    objects = models.Manager()
```

"""
IMPORT = "from books.models import Author, Book, Shelf\n"
CLASS = "from django import forms\nfrom django.contrib import admin\nfrom mine import Mixin\n"
TABLE = [
    ("Book.objects.filter(titel='a')", "Book.objects.filter(title__in='a', author_id=1, pk=2)",
     "2:21: Book has no field 'titel' (did you mean 'title'?)"),
    ("Book.objects.filter(\n    auther__name='a')", "Author.objects.filter(\n    written__title='a')",
     "3:5: Book has no field 'auther' (did you mean 'author'?)"),
    ("Book.objects.all().order_by('-titel')", "Book.objects.all().order_by('-title', '?')",
     "2:29: Book has no field 'titel' (did you mean 'title'?)"),
    ("Book.objects.select_related('auhtor')", "Book.objects.mine().select_related('auhtor')",
     "2:29: Book has no field 'auhtor' (did you mean 'author'?)"),
    ("Book.objects.values_list('titel', flat=True)", "Book.objects.annotate(titel=1).values_list('titel')",
     "2:26: Book has no field 'titel' (did you mean 'title'?)"),
    ("Book.objects.create(titel='a')", "Shelf.objects.create(bookz='a'), Book.objects.annotate(titles=1)",
     "2:21: Book has no field 'titel' (did you mean 'title'?)"),
    ("Book.objects.get_or_create(titel=1, defaults={})", "Book.objects.get_or_create(title=1, defaults={})",
     "2:28: Book has no field 'titel' (did you mean 'title'?)"),
    ("'é', Author(nmae='a')", "'é', Author(name='a', **{})",
     "2:13: Author has no field 'nmae' (did you mean 'name'?)"),
    ("from django.shortcuts import get_object_or_404\nget_object_or_404(Book, titel='a')",
     "from django.shortcuts import get_object_or_404\nget_object_or_404(Book, title='a')",
     "3:25: Book has no field 'titel' (did you mean 'title'?)"),
    (CLASS + "class F(forms.ModelForm):\n    class Meta:\n        model = Book\n        fields = ['titel']",
     CLASS + "class F(forms.ModelForm):\n    titel = forms.CharField()\n    class Meta:\n        model = Book\n        fields = ['titel']",
     "8:19: Book has no field 'titel' (did you mean 'title'?)"),
    (CLASS + "@admin.register(Book)\nclass F(admin.ModelAdmin):\n    list_display = ['titel']",
     CLASS + "@admin.register(Book)\nclass F(admin.ModelAdmin):\n    list_display = ['titles', 'is_new', 'is_now', 'title']\n    def titles(self, book): return 1\n    @admin.display\n    def is_now(self, book): return 1",
     "7:21: Book has no field 'titel' (did you mean 'title'?)"),
    (CLASS + "class F(forms.ModelForm):\n    class Meta:\n        model = Book\n        exclude = ('titel',)",
     CLASS + "class F(Mixin, forms.ModelForm):\n    class Meta:\n        model = Book\n        exclude = ('titel',)",
     "8:20: Book has no field 'titel' (did you mean 'title'?)"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "right", "message"), TABLE)
def test_mistake_and_twin(report, said, wrong, right, message):
    def page(code: str) -> str:
        return f"{MODELS}```python\n{IMPORT}{code}\n```\n"

    line, rest = message.split(":", 1)
    assert said(page(wrong)) == f"docs/page.md:{14 + int(line)}:{rest}"
    assert report(page(right)) == ""


def test_query_in_a_session(report):
    typed = f">>> {IMPORT}>>> Book.objects.get(titel='a')"
    page = f'{MODELS}```pycon title="python manage.py shell"\n{typed}\n```\n'
    assert report(page).startswith("docs/page.md:16:22: pycon: Book has no field 'titel'\n")
    assert report(page.replace("titel", "title")) == ""


@pytest.mark.parametrize(
    "models",
    [
        MODELS.replace("(models.Model)", "(Base)").replace("import models", "import models\nfrom a import Base"),
        MODELS.replace("    def is_new", "    # …\n    def is_new"),
        MODELS.replace("books/models", "other/models"),
        "",
    ],
)  # fmt: skip
def test_a_model_that_is_not_known_whole_may_have_any_field(report, models):
    assert report(f"{models}```python\n{IMPORT}Book.objects.get(titel='a')\n```\n") == ""


def test_a_field_that_a_later_version_has(report):
    part = '```{.python title="books/models.py" data-after="class Book(models.Model):"}\n    titel = 1\n```\n'
    query = f"```python\n{IMPORT}Book.objects.get(titel='a')\n```\n\n"
    assert report(MODELS + query) != ""
    assert report(MODELS + query + part) == ""
