"""What everybody sees and changes of oneself."""

from typing import Any

from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth import views as auth
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.addresses import client_address
from accounts.forms import OwnPasswordForm
from accounts.words import done
from inventory.errors import UserChanged
from web import flash
from web.access import actor
from web.addresses import address_of
from web.htmx import HtmxHttpRequest
from web.inventory import manager
from web.outage import explains_outage

STILL_IN = "Someone else is changing your account just now. You are still signed in everywhere: try again."


METHODS = ["get", "head", "post"]


class Account(auth.PasswordChangeView):
    """Who am I, and another password."""

    http_method_names = METHODS
    template_name = "accounts/account.html"
    form_class = OwnPasswordForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        staff = actor(self.request)
        message = done(self.request.GET.get("done"))
        told = flash.said(self.request)
        return super().get_context_data(**kwargs, staff=staff, done=message, said=told, section="account")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "address": client_address(self.request)}

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        flash.forget(self.request, response)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        if not form.saved():
            return self.form_invalid(form)
        update_session_auth_hash(self.request, form.user)
        return HttpResponseRedirect(address_of("accounts:account", done="password"))

    def form_invalid(self, form: Any) -> HttpResponse:
        response = self.render_to_response(self.get_context_data(form=form), status=429 if form.wait else 422)
        if form.wait:
            response["Retry-After"] = str(form.wait)
        return response


@require_POST
@explains_outage
def sign_out_everywhere(request: HtmxHttpRequest) -> HttpResponse:
    """End all sessions of whoever asks, this one with them."""
    try:
        manager().staff.sign_out_everywhere(actor(request))
    except UserChanged:
        response = redirect("accounts:account")
        flash.say(request, response, STILL_IN)
        return response
    logout(request)
    return redirect(address_of("accounts:sign_in", done="everywhere"))
