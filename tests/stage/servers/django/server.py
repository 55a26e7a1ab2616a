# Django with django-oauth-toolkit: a login page, the toolkit's own consent page, one protected route.
#
# STAGE_SCRATCH is a folder for the database, STAGE_OPTIONS has the client as JSON; ../../src/servers/
# django.rs describes it. The first line of standard output is JSON with the address.

import json
import os
import socketserver
import sys
from pathlib import Path
from wsgiref.simple_server import WSGIServer, make_server

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

OPTIONS = json.loads(os.environ["STAGE_OPTIONS"])
SCRATCH = Path(os.environ["STAGE_SCRATCH"])
LOGIN = """<!DOCTYPE html><title>Log in</title><form method="post">{% csrf_token %}{{ form.as_p }}
<button id="enter">Log in</button></form>"""

(SCRATCH / "registration").mkdir()
(SCRATCH / "registration/login.html").write_text(LOGIN)

settings.configure(
    SECRET_KEY="stage",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": SCRATCH / "django.sqlite3"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "oauth2_provider",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SCRATCH],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }],
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    LOGIN_URL="/login/",
    OAUTH2_PROVIDER={
        # Token requests are JSON, and nothing else is understood.
        "OAUTH2_BACKEND_CLASS": "oauth2_provider.oauth2_backends.JSONOAuthLibCore",
        "SCOPES": {"read": "Read notes", "write": "Write notes"},
        "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    },
)
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.contrib.auth.views import LoginView  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import include, path  # noqa: E402
from oauth2_provider.decorators import protected_resource  # noqa: E402
from oauth2_provider.models import Application  # noqa: E402


@protected_resource(scopes=["read"])
def me(request):
    return JsonResponse({"name": request.resource_owner.username})


urlpatterns = [
    path("login/", LoginView.as_view()),
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    path("api/me", me),
]


class Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


def main():
    call_command("migrate", verbosity=0)
    User.objects.create_user(OPTIONS["user"], password=OPTIONS["user"])
    Application.objects.create(
        name="Tokenry",
        client_id=OPTIONS["client_id"],
        client_secret=OPTIONS["client_secret"],
        redirect_uris=OPTIONS["redirect_uri"],
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
    )
    server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=Server)
    print(json.dumps({"url": f"http://127.0.0.1:{server.server_port}"}), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
