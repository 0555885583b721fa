"""What everybody sees and changes of oneself."""

from typing import Any

from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth import views as auth
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.forms import OwnPasswordForm
from accounts.words import done
from inventory.errors import UserChanged
from web.access import actor
from web.htmx import HtmxHttpRequest
from web.inventory import manager
from web.outage import explains_outage


class Account(auth.PasswordChangeView):
    """Who am I, and another password."""

    template_name = "accounts/account.html"
    form_class = OwnPasswordForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        staff = actor(self.request)
        message = done(self.request.GET.get("done"))
        return super().get_context_data(**kwargs, staff=staff, done=message, section="account")

    def form_valid(self, form: Any) -> HttpResponse:
        if not form.saved():
            return self.form_invalid(form)
        update_session_auth_hash(self.request, form.user)
        return HttpResponseRedirect(f"{reverse('accounts:account')}?done=password")

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


@require_POST
@explains_outage
def sign_out_everywhere(request: HtmxHttpRequest) -> HttpResponse:
    """End all sessions of whoever asks, this one with them."""
    staff = actor(request)
    try:
        manager().staff.sign_out_everywhere(staff)
    except UserChanged:  # only just now: what is to be counted up is read again
        manager().staff.sign_out_everywhere(manager().staff.get(staff.username) or staff)
    logout(request)
    return redirect(f"{reverse('accounts:sign_in')}?done=everywhere")
