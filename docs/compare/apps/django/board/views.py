from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.mixins import LoginRequiredMixin, UserPassesTestMixin
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.views.decorators.http import require_safe
from django.views.generic import CreateView, DeleteView, DetailView, ListView, UpdateView

from .forms import EditForm, NoteForm
from .models import Note


# --8<-- [start:signup]
class SignUp(CreateView):
    form_class = UserCreationForm
    template_name = "registration/signup.html"
    success_url = reverse_lazy("note_list")

    def form_valid(self, form):
        response = super().form_valid(form)
        login(self.request, self.object)
        messages.success(self.request, "Welcome!")
        return response


# --8<-- [end:signup]


# --8<-- [start:list]
class NoteList(ListView):
    paginate_by = 5

    def get_queryset(self):
        query = self.request.GET
        text, tag = query.get("q", "")[:100], query.get("tag", "")
        return Note.objects.visible().search(text, tag)


# --8<-- [end:list]


# --8<-- [start:detail]
class NoteDetail(DetailView):
    queryset = Note.objects.visible()


# --8<-- [end:detail]


# --8<-- [start:create]
class NoteCreate(LoginRequiredMixin, CreateView):
    model = Note
    form_class = NoteForm

    @transaction.atomic
    def form_valid(self, form):
        form.instance.author = self.request.user
        messages.success(self.request, "Note saved.")
        return super().form_valid(form)


# --8<-- [end:create]


# --8<-- [start:edit]
class OwnerRequiredMixin(LoginRequiredMixin, UserPassesTestMixin):
    queryset = Note.objects.visible()

    def test_func(self):
        return self.get_object().author == self.request.user


class NoteUpdate(OwnerRequiredMixin, UpdateView):
    form_class = EditForm

    @transaction.atomic
    def form_valid(self, form):
        read = form.cleaned_data["version"]
        if not self.object.claim(read):
            form.add_error(None, "Somebody saved this note while you were writing.")
            return self.render_to_response(self.get_context_data(form=form), status=409)
        form.instance.version = read + 1
        messages.success(self.request, "Note saved.")
        return super().form_valid(form)


# --8<-- [end:edit]


# --8<-- [start:delete]
class NoteDelete(OwnerRequiredMixin, DeleteView):
    success_url = reverse_lazy("note_list")

    def form_valid(self, form):
        self.object.attachment.delete(save=False)
        messages.success(self.request, "Note deleted.")
        return super().form_valid(form)


# --8<-- [end:delete]


# --8<-- [start:attachment]
@require_safe
def attachment(request, pk):
    note = get_object_or_404(Note.objects.visible(), pk=pk)
    if not note.attachment:
        raise Http404
    return FileResponse(note.attachment.open(), as_attachment=True)


# --8<-- [end:attachment]
