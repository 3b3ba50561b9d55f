from django.contrib import admin

from .models import Note, Tag


@admin.register(Note)
class NoteAdmin(admin.ModelAdmin):
    list_display = ["title", "author", "created", "hidden"]
    list_filter = ["hidden", "tags"]
    search_fields = ["title", "text"]
    fields = ["title", "text", "hidden"]
    readonly_fields = ["title", "text"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


admin.site.register(Tag)
