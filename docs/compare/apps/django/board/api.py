import json

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.views import View

from .forms import NoteForm
from .models import Note


def as_dict(note):
    return {
        "id": note.pk,
        "title": note.title,
        "text": note.text,
        "author": note.author.get_username(),
        "tags": [tag.name for tag in note.tags.all()],
        "attachment": f"{note.get_absolute_url()}attachment/" if note.attachment else None,
        "created": note.created.isoformat(),
        "version": note.version,
    }


class ApiError(Exception):
    def __init__(self, status, **errors):
        self.status, self.errors = status, errors


# --8<-- [start:read]
def read(request):
    """The body as what NoteForm takes; the form checks the rest."""
    try:
        data = json.loads(request.body)
        data["title"].encode(), data.get("text", "").encode()
        tags = data.get("tags", [])
        if not isinstance(tags, list) or any("," in tag for tag in tags):
            raise TypeError
        return data | {"tags": ",".join(tags)}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ApiError(400, body=["A JSON object: title, text, tags (a list)."]) from None


def save(form):
    if not form.is_valid():
        raise ApiError(400, **form.errors)
    return form.save()


# --8<-- [end:read]


# --8<-- [start:views]
class ApiView(View):
    def dispatch(self, request, *args, **kwargs):
        try:
            if request.method in ("POST", "PUT", "DELETE") and not request.user.is_authenticated:
                raise ApiError(401, user=["Log in first."])
            return super().dispatch(request, *args, **kwargs)
        except ApiError as error:
            return JsonResponse({"errors": error.errors}, status=error.status)


class NoteListApi(ApiView):
    def get(self, request):
        query = request.GET
        notes = Note.objects.visible().search(query.get("q", "")[:100], query.get("tag", ""))
        paginator = Paginator(notes, 5)
        try:
            page = paginator.page(query.get("page", 1))
        except (EmptyPage, PageNotAnInteger):
            raise ApiError(404, page=["No such page."]) from None
        return JsonResponse(
            {
                "count": paginator.count,
                "pages": paginator.num_pages,
                "notes": [as_dict(note) for note in page],
            }
        )

    @transaction.atomic
    def post(self, request):
        note = save(NoteForm(read(request), instance=Note(author=request.user)))
        location = f"/api/notes/{note.pk}/"
        return JsonResponse(as_dict(note), status=201, headers={"Location": location})


class NoteApi(ApiView):
    def dispatch(self, request, pk):
        self.note = Note.objects.visible().filter(pk=pk).first()
        return super().dispatch(request)

    def get(self, request):
        self.find()
        return JsonResponse(as_dict(self.note))

    @transaction.atomic
    def put(self, request):
        self.find(owner=request.user)
        data = read(request)
        form = NoteForm(data, instance=self.note)
        if type(data.get("version")) is not int:
            raise ApiError(400, version=["The version that you have read."])
        if not form.is_valid():
            raise ApiError(400, **form.errors)
        if not self.note.claim(data["version"]):
            raise ApiError(409, version=["Somebody has saved another version."])
        form.instance.version = data["version"] + 1
        return JsonResponse(as_dict(save(form)))

    def delete(self, request):
        self.find(owner=request.user)
        self.note.attachment.delete(save=False)
        self.note.delete()
        return HttpResponse(status=204)

    def find(self, owner=None):
        if self.note is None:
            raise ApiError(404, id=["No such note."])
        if owner and self.note.author != owner:
            raise ApiError(403, user=["This is somebody else's note."])


# --8<-- [end:views]
