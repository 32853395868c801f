"""Addresses of the inbox, below its organisation."""

from django.urls import path

from changlai.inbox.views import files, notes, of_customer, presence, scripts, shelf, thread, work

app_name = "inbox"
urlpatterns = [
    path("inbox/", shelf.inbox, name="inbox"),
    path("inbox/waiting/", shelf.waiting_count, name="waiting"),
    path("inbox/<int:conversation_id>/", thread.conversation, name="conversation"),
    path("inbox/<int:conversation_id>/messages/", thread.messages, name="messages"),
    path("inbox/<int:conversation_id>/replies/", thread.replies, name="replies"),
    path("inbox/<int:conversation_id>/reading/", thread.reading, name="reading"),
    path("inbox/<int:conversation_id>/customer/", thread.customer, name="customer"),
    path("inbox/<int:conversation_id>/assignment/", work.assignment, name="assignment"),
    path("inbox/<int:conversation_id>/closure/", work.closure, name="closure"),
    path("inbox/<int:conversation_id>/reopening/", work.reopening, name="reopening"),
    path("inbox/<int:conversation_id>/notes/", notes.notes, name="notes"),
    path("inbox/<int:conversation_id>/presence/", presence.presence, name="presence"),
    path("inbox/<int:conversation_id>/scripts/", scripts.scripts, name="scripts"),
    path("inbox/scripts/<int:script_id>/uses/", scripts.script_uses, name="script_uses"),
    path("inbox/<int:conversation_id>/drafts/", notes.drafts, name="drafts"),
    path("inbox/<int:conversation_id>/colleagues/", notes.colleagues, name="colleagues"),
    path("inbox/notes/<int:message_id>/", notes.note, name="note"),
    path("inbox/notes/<int:message_id>/removal/", notes.note_removal, name="note_removal"),
    path("inbox/messages/<int:message_id>/attempts/", thread.attempts, name="attempts"),
    path("inbox/customers/<int:customer_id>/", of_customer.conversations, name="of_customer"),
    path("inbox/files/<int:message_id>/<int:number>/", files.attachment, name="file"),
]
