"""The addresses of sign-in and users."""

from django.urls import path

from accounts.views.own import Account, sign_out_everywhere
from accounts.views.signing_in import SignIn, SignOut
from accounts.views.users import new_user, user, user_list

app_name = "accounts"
urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="sign_in"),
    path("sign-out/", SignOut.as_view(), name="sign_out"),
    path("account/", Account.as_view(), name="account"),
    path("account/sign-out-everywhere/", sign_out_everywhere, name="sign_out_everywhere"),
    path("users/", user_list, name="users"),
    path("users/new/", new_user, name="new_user"),
    path("users/<str:username>/", user, name="user"),
]
