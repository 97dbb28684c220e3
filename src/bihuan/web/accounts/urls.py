from django.urls import path

from bihuan.web.accounts.views import people, session

app_name = "accounts"
urlpatterns = [
    path("", people.listing, name="root"),
    path("sign-in/", session.sign_in, name="sign_in"),
    path("demo/", session.demo, name="demo"),
    path("sign-out/", session.sign_out, name="sign_out"),
    path("post/", session.choose_post, name="post"),
    path("password/", session.password, name="password"),
    path("elsewhere/", session.elsewhere, name="elsewhere"),
    path("totp/", session.totp, name="totp"),
    path("totp/set-up/", session.totp_setup, name="totp_setup"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/first-passwords/", people.first_passwords, name="first_passwords"),
    path("people/new/", people.new_person, name="new_person"),
    path("people/<int:pk>/grant/", people.grant, name="grant"),
    path("people/<int:pk>/grants/<int:grant_pk>/end/", people.end_grant, name="end_grant"),
    path("people/<int:pk>/password/", people.reset_password, name="reset_password"),
    path("people/<int:pk>/forget-phones/", people.forget_phones, name="forget_phones"),
    path("people/<int:pk>/sign-out/", people.sign_out_person, name="sign_out_person"),
    path("people/<int:pk>/hand-over/", people.hand_over, name="hand_over"),
]
