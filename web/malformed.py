"""Forms whose body cannot be read at all."""

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.utils.deprecation import MiddlewareMixin

_UNREADABLE = (BadRequest, SuspiciousOperation, MultiPartParserError, UnicodeError, ValueError)


class ReadableFormMiddleware(MiddlewareMixin):
    """Answers 400 to a form of a strange encoding or without its parts.

    Read here, before all that looks for a token in it: Django's own pages of trouble would stumble over it again.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if request.method != "POST":
            return None
        try:
            request.POST  # noqa: B018  reading is what may fail
        except _UNREADABLE:
            request._post, request._files = QueryDict(), MultiValueDict()  # type: ignore[attr-defined]
            return render(request, "400.html", status=400)
        return None
