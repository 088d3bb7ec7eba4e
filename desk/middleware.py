"""Who and where: what the database's audit triggers write beside every change made at the desk."""

from pghistory.middleware import HistoryMiddleware


class AuditMiddleware(HistoryMiddleware):
    """Only the desk writes, so only its requests carry a context; the reason is added by the view that saves."""

    def __call__(self, request):
        if not request.path_info.startswith("/desk/"):
            return self.get_response(request)
        return super().__call__(request)

    def get_context(self, request):
        return {"user": request.user.pk, "url": request.path}
