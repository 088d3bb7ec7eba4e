"""Users and groups, for administrators."""

from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from allauth.usersessions.admin import UserSession
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.forms import CheckboxSelectMultiple
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse

from desk.access import requirement
from desk.access.second_factor import take_away
from desk.access.sessions import end_sessions

admin.site.unregister(User)
admin.site.unregister(Group)
# Their pages would show what codes are made from, and whose session is which.
for model in (EmailAddress, Authenticator, UserSession):
    admin.site.unregister(model)


@admin.register(User)
class DeskUserAdmin(UserAdmin):
    """Only a superuser makes or changes a superuser."""

    list_display = ["username", "first_name", "last_name", "is_staff", "is_active", "last_login"]
    change_form_template = "admin/auth/user/change_form.html"
    filter_horizontal = ()  # see DeskGroupAdmin

    def get_urls(self):
        reset = self.admin_site.admin_view(self.reset_second_factor)
        return [path("<id>/second-factor/", reset, name="auth_user_second_factor"), *super().get_urls()]

    def reset_second_factor(self, request, id):
        """Asks, and by POST takes somebody's second factor away and ends their sessions."""
        user = get_object_or_404(User, pk=unquote(id)) if unquote(id).isdecimal() else None
        if user is None or not self.has_change_permission(request, user) or user == request.user:
            raise PermissionDenied
        back = reverse("admin:auth_user_change", args=[user.pk])
        if request.method == "POST":
            take_away(user, by=request.user)
            self.message_user(
                request,
                f"{user} has no second factor now, and every session of {user} was ended.",
                messages.SUCCESS,
            )
            return HttpResponseRedirect(back)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Reset the second factor of {user}",
            "subject": user,
            "has_one": requirement.has_one(user),
            "back": back,
        }
        return TemplateResponse(request, "desk/access/reset.html", context)

    def user_change_password(self, request, id, form_url=""):
        """As Django's; whoever set another's password also ends that person's sessions."""
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302 and id != str(request.user.pk):
            end_sessions(User.objects.get(pk=unquote(id)))
        return response

    def get_readonly_fields(self, request, obj=None):
        fixed = (*super().get_readonly_fields(request, obj), "last_login", "date_joined")
        return fixed if request.user.is_superuser else (*fixed, "is_superuser", "user_permissions")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        out_of_reach = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not out_of_reach

    def has_delete_permission(self, request, obj=None):
        out_of_reach = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_delete_permission(request, obj) and not out_of_reach


@admin.register(Group)
class DeskGroupAdmin(GroupAdmin):
    """Rights in one plain list: the two boxes that Django puts side by side have fields without names."""

    list_display = ["name"]
    filter_horizontal = ()
