"""In and out."""

from typing import Any

from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.decorators import method_decorator

from accounts.destinations import destination
from accounts.forms import SignInForm
from accounts.words import done
from web.addresses import address_of

METHODS = ["get", "head", "post"]


@method_decorator(login_not_required, name="dispatch")
class SignIn(auth.LoginView):
    """The sign-in page. Whoever is signed in already is sent on, but may still sign in as somebody else."""

    http_method_names = METHODS
    template_name = "accounts/sign_in.html"
    form_class = SignInForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in ("GET", "HEAD") and request.user.is_authenticated:
            return HttpResponseRedirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        asked = self.request.POST.get("next", self.request.GET.get("next"))
        return destination(self.request, asked)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        return super().get_context_data(**kwargs, unsaved="unsaved" in asked, done=done(asked.get("done")))

    def form_valid(self, form: Any) -> HttpResponse:
        # Whoever used this browser before leaves nothing behind, and the cookie is a new one in any case.
        self.request.session.flush()
        return super().form_valid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        response = self.render_to_response(self.get_context_data(form=form), status=429 if form.wait else 422)
        if form.wait:
            response["Retry-After"] = str(form.wait)
        return response


# Whoever pressed it twice, or late, is out already: nothing to sign in for.
@method_decorator(login_not_required, name="dispatch")
class SignOut(auth.LogoutView):
    """Ends the session."""

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        return address_of("accounts:sign_in", done="signed-out")
