"""Every address under /desk/ is the admin site's."""

from django.contrib import admin
from django.urls import path

urlpatterns = [path("", admin.site.urls)]
