"""Every address under /desk/: those of signing in and of one's account, then the admin site's.

The names without a prefix are django-allauth's; it leads from page to page by them. What readers see is in every language.
"""

from django.conf import settings
from django.contrib import admin
from django.urls import path

from desk import reporting
from desk.access import account, second_factor, signing_in, tokens
from desk.drafts.views import drafts

urlpatterns = [
    path("login/", admin.site.login, name="account_login"),
    path("login/code/", signing_in.CodeView.as_view(), name="mfa_authenticate"),
    path("account/", account.AccountView.as_view(), name="my_account"),
    path("account/sessions/end/", account.end, name="end_sessions"),
    path("account/confirm/", signing_in.PasswordAgainView.as_view(), name="account_reauthenticate"),
    path("account/confirm/code/", signing_in.CodeAgainView.as_view(), name="mfa_reauthenticate"),
    path("account/second-factor/", second_factor.SetUpView.as_view(), name="mfa_activate_totp"),
    path("account/second-factor/off/", second_factor.TurnOffView.as_view(), name="mfa_deactivate_totp"),
    path(
        "account/recovery-codes/", second_factor.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"
    ),
    path("account/tokens/", tokens.TokensView.as_view(), name="my_tokens"),
    path("account/tokens/<int:pk>/revoke/", tokens.revoke, name="revoke_token"),
    path("api/drafts/", drafts, name="drafts"),
    path("report/", reporting.form, name="report"),
    path("report/log/", reporting.log, name="report_log"),
    *(
        path(f"report/{language}/{rest}", view, name=f"{name}_{language}")
        for language, _name in settings.LANGUAGES
        if language != settings.LANGUAGE_CODE
        for rest, view, name in (("", reporting.form, "report"), ("log/", reporting.log, "report_log"))
    ),
    path("", admin.site.urls),
]
