from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from . import api, views

urlpatterns = [
    path("", views.NoteList.as_view(), name="note_list"),
    path("signup/", views.SignUp.as_view(), name="signup"),
    path("login/", LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("notes/new/", views.NoteCreate.as_view(), name="note_create"),
    path("notes/<int:pk>/", views.NoteDetail.as_view(), name="note_detail"),
    path("notes/<int:pk>/edit/", views.NoteUpdate.as_view(), name="note_update"),
    path("notes/<int:pk>/delete/", views.NoteDelete.as_view(), name="note_delete"),
    path("notes/<int:pk>/attachment/", views.attachment, name="note_attachment"),
    path("api/notes/", api.NoteListApi.as_view(), name="api_notes"),
    path("api/notes/<int:pk>/", api.NoteApi.as_view(), name="api_note"),
]
