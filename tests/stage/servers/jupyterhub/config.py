# JupyterHub with one service that logs people in. `c` is what JupyterHub reads.
#
# STAGE_OPTIONS has ports, person and service as JSON, STAGE_SCRATCH is a folder for everything it
# writes; ../../src/servers/jupyterhub.rs describes them.

import json
import os

options = json.loads(os.environ["STAGE_OPTIONS"])
scratch = os.environ["STAGE_SCRATCH"]
port, hub_port, proxy_port = options["ports"]

c = get_config()  # noqa: F821
c.JupyterHub.bind_url = f"http://127.0.0.1:{port}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{hub_port}"
c.JupyterHub.db_url = f"sqlite:///{scratch}/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = f"{scratch}/cookie-secret"
c.JupyterHub.allow_named_servers = False
c.ConfigurableHTTPProxy.command = ["node", options["proxy"]]
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{proxy_port}"
c.ConfigurableHTTPProxy.pid_file = f"{scratch}/proxy.pid"
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = options["user"]
c.Authenticator.allowed_users = {options["user"]}
c.JupyterHub.spawner_class = "simple"

c.JupyterHub.services = [
    {
        "name": "tokenry",
        "oauth_client_id": options["client_id"],
        "api_token": options["client_secret"],
        "oauth_redirect_uri": options["redirect_uri"],
        "oauth_client_allowed_scopes": ["read:users!user"],
    },
    {"name": "admin", "api_token": options["admin"]},
]
c.JupyterHub.load_roles = [
    {"name": "user", "scopes": ["self", "access:services!service=tokenry"]},
    {"name": "admins", "services": ["admin"], "scopes": ["tokens", "read:users"]},
]
