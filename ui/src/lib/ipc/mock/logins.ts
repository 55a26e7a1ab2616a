// Logins of the mock.

import type { ClientWithForm, LoginForm, LoginView, ServerWithForm } from '../bindings';
import { copy, fixtures } from './fixtures';
import { id } from './ids';
import { instant } from '../../format';

export function login(form: LoginForm, of: ServerWithForm, by: ClientWithForm): LoginView {
  const now = Date.now();
  return {
    ...copy(fixtures.logins.login),
    id: id('login'),
    client_id: form.client_id,
    client_name: by.form.name,
    server_name: of.form.name,
    way: form.implicit ? 'paste_address' : by.way,
    implicit: form.implicit,
    redirect_uri: form.redirect_uri || by.form.redirect_uri,
    other_redirects: by.form.further_redirects,
    opens_browser: form.open_browser,
    started_at: instant(now),
    expires_at: instant(now + 600_000),
  };
}

/** The same on another device. */
export function onDevice(login: LoginView): LoginView {
  const { way, redirect_uri, device } = copy(fixtures.logins.device);
  return { ...login, way, redirect_uri, device };
}
