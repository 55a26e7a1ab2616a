# Canaille with one person and open registration. STAGE_SCRATCH is a folder for everything it writes,
# STAGE_OPTIONS has the person as JSON. The first line of standard output is JSON with the address.

import json
import os
import socket
from pathlib import Path

from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

options = json.loads(os.environ["STAGE_OPTIONS"])
scratch = Path(os.environ["STAGE_SCRATCH"])
# Sessions are kept in a folder below the current one.
os.chdir(scratch)

from canaille import create_app  # noqa: E402
from canaille.app import models  # noqa: E402
from canaille.backends import Backend  # noqa: E402

# Its own address is part of its configuration, so the port comes first.
door = socket.create_server(("127.0.0.1", 0))
address = f"127.0.0.1:{door.getsockname()[1]}"
key = RSAKey.generate_key(2048, auto_kid=True)

app = create_app({
    "SECRET_KEY": "stage",
    "SERVER_NAME": address,
    "PREFERRED_URL_SCHEME": "http",
    "CACHE_TYPE": "SimpleCache",
    "CANAILLE": {
        "DATABASE": "sql",
        "FORCE_HTTPS": False,
        "JAVASCRIPT": False,
        "HTMX": False,
        "ENABLE_PASSWORD_COMPROMISSION_CHECK": False,
    },
    "CANAILLE_SQL": {"DATABASE_URI": f"sqlite:///{scratch}/canaille.sqlite", "AUTO_MIGRATE": True},
    "CANAILLE_OIDC": {
        "DYNAMIC_CLIENT_REGISTRATION_OPEN": True,
        "ACTIVE_JWKS": [key.as_dict(private=True)],
    },
})
with app.app_context():
    Backend.instance.save(models.User(
        user_name=options["user"],
        password=options["password"],
        formatted_name="Alice",
        given_name="Alice",
        family_name="Example",
        emails=["alice@example.com"],
    ))

server = make_server("127.0.0.1", 0, app, threaded=True, fd=door.fileno())
print(json.dumps({"url": f"http://{address}"}), flush=True)
server.serve_forever()
