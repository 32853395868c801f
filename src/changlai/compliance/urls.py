"""Pages of compliance, under the organisation."""

from django.urls import path

from changlai.compliance.views import rules, sending, subjects

app_name = "compliance"
urlpatterns = [
    path("settings/sending/", sending.sending, name="sending"),
    path("settings/sending/freeze/", sending.freeze, name="freeze"),
    path("settings/sending/release/", sending.release, name="release"),
    path("settings/contact/", rules.rules, name="rules"),
    path("settings/contact/quiet/", rules.quiet, name="quiet"),
    path("settings/contact/quiet/<int:hours_id>/removal/", rules.quiet_removal, name="quiet_removal"),
    path("settings/contact/cap/", rules.cap, name="cap"),
    path("settings/contact/words/", rules.words, name="words"),
    path("settings/contact/words/<int:word_id>/removal/", rules.word_removal, name="word_removal"),
    path("settings/contact/suppressions/", rules.suppressions, name="suppressions"),
    path("settings/contact/suppressions/import/", rules.suppression_import, name="suppression_import"),
    path("settings/contact/suppressions/<int:suppression_id>/removal/", rules.suppression_removal, name="removal"),
    path("settings/data-requests/", subjects.subjects, name="subjects"),
    path("settings/data-requests/<int:request_id>/approval/", subjects.approval, name="approval"),
    path("settings/data-requests/<int:request_id>/cancellation/", subjects.cancellation, name="cancellation"),
    path("settings/data-requests/<int:request_id>/retry/", subjects.retry, name="retry"),
    path("settings/data-requests/<int:request_id>/copy/", subjects.copy, name="copy"),
    path("customers/<int:customer_id>/contact/", subjects.of_customer, name="of_customer"),
    path("customers/<int:customer_id>/contact/consents/", subjects.consents, name="consents"),
    path("customers/<int:customer_id>/contact/copies/", subjects.copies, name="copies"),
    path("customers/<int:customer_id>/contact/erasure/", subjects.erasure, name="erasure"),
]
